-- Waiting in Neovim: every wait ends with what it waits for, or fails after LIMIT.

local waiting = { LIMIT = 120000 } -- milliseconds; only a broken server takes so long

function waiting.fail(message)
  io.stderr:write(message .. '\n')
  vim.cmd('cquit 1')
end

function waiting.wait(what, condition)
  if not vim.wait(waiting.LIMIT, condition, 5) then
    waiting.fail('waited in vain for ' .. what)
  end
end

return waiting
