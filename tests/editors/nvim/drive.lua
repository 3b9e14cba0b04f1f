-- Does in Neovim what a list of steps says, and writes down what there is to see.
--
--   STEPS=steps.json REPORT=report.json nvim --headless -S drive.lua
--
-- A step is a list: its name, then its arguments. Lines and columns count from one, columns in characters. The report has
-- one answer for each step. Nothing is decided by time: every wait ends with what it waits for, or fails.

local waiting = dofile(vim.fs.dirname(debug.getinfo(1, 'S').source:sub(2)) .. '/waiting.lua')
local fail, wait = waiting.fail, waiting.wait

local function client()
  local buffer = vim.api.nvim_get_current_buf()
  wait('the server', function() return #vim.lsp.get_clients({ bufnr = buffer, name = 'dockwright' }) > 0 end)
  local found = vim.lsp.get_clients({ bufnr = buffer, name = 'dockwright' })[1]
  wait('its introduction', function() return found.initialized end)
  return found
end

local function lines() return vim.api.nvim_buf_get_lines(0, 0, -1, false) end

local function go(line, column)
  local text = lines()[line]
  vim.api.nvim_win_set_cursor(0, { line, vim.str_byteindex(text, column - 1) })
end

local function text_of(one)
  return table.concat(vim.api.nvim_buf_get_text(0, one.lnum, one.col, one.end_lnum, one.end_col, {}), '\n')
end

local function request(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, waiting.LIMIT) or {}
  local answer = answers[client().id] or fail(method .. ' was not answered')
  return answer.result
end

local steps = {}

function steps.open(file)
  vim.cmd.edit(vim.fn.fnameescape(file))
  return vim.bo.filetype
end

-- Until a finding says this.
function steps.wait(text)
  local buffer = vim.api.nvim_get_current_buf()
  wait('a finding that says ' .. text, function()
    for _, one in ipairs(vim.diagnostic.get(buffer)) do
      if one.message:find(text, 1, true) then
        return true
      end
    end
  end)
  return true
end

function steps.findings()
  return vim.tbl_map(function(one)
    return { rule = one.code, source = one.source, message = one.message, text = text_of(one) }
  end, vim.diagnostic.get(0))
end

function steps.hover(line, column)
  go(line, column)
  vim.lsp.buf.hover()
  local shown
  wait('the hover', function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then
        shown = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n')
        vim.api.nvim_win_close(window, true)
        return true
      end
    end
  end)
  return shown
end

local function titles(items)
  return vim.tbl_map(function(item) return (item.action or item[2]).title end, items)
end

-- What the editor's own menu offers, of which nothing is chosen.
function steps.offered(line, column)
  client()
  go(line, column)
  local offered
  vim.ui.select = function(items) offered = titles(items) end
  vim.lsp.buf.code_action()
  wait('the menu', function() return offered end)
  return offered
end

-- Through the editor's own menu: what it offers, and then the choice.
function steps.apply(line, column, title)
  client()
  go(line, column)
  local tick = vim.api.nvim_buf_get_changedtick(0)
  local offered
  vim.ui.select = function(items, options, choose)
    offered = titles(items)
    for number, name in ipairs(offered) do
      if name == title then
        return choose(items[number], number)
      end
    end
    fail(title .. ' is not among: ' .. table.concat(offered, '; '))
  end
  vim.lsp.buf.code_action()
  wait(title, function() return vim.api.nvim_buf_get_changedtick(0) ~= tick end)
  return offered
end

function steps.replace(text)
  vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split(text, '\n', { trimempty = true }))
  return true
end

-- What another program does to a file.
function steps.outside(file, text)
  vim.fn.writefile(vim.split(text, '\n', { trimempty = true }), file)
  return true
end

-- An edit that changes nothing, as an indecisive user makes it.
function steps.touch()
  vim.api.nvim_buf_set_lines(0, -1, -1, false, { '#' })
  vim.api.nvim_buf_set_lines(0, -2, -1, false, {})
  return true
end

function steps.save()
  vim.cmd('silent write')
  return lines()
end

vim.o.swapfile = false
vim.o.shortmess = vim.o.shortmess .. 'A'
local list = vim.json.decode(table.concat(vim.fn.readfile(vim.env.STEPS), '\n'))
local done, answers = pcall(function()
  return vim.tbl_map(function(step) return steps[step[1]](unpack(step, 2)) end, list)
end)
if not done then
  fail(tostring(answers))
end
vim.fn.writefile({ vim.json.encode(answers) }, vim.env.REPORT)
vim.cmd('silent! wall')
vim.cmd('cquit 0')
