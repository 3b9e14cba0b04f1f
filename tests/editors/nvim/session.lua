-- A session in Neovim, as a user has it: open the file, see the diagnostics, apply an action, see what is left, leave.
--
--   nvim --clean --headless -l session.lua FILE 'TITLE' server argv...
--
-- Writes one JSON object to standard output. The file itself is never written.

local waiting = dofile(vim.fs.dirname(debug.getinfo(1, 'S').source:sub(2)) .. '/waiting.lua')
local fail, wait = waiting.fail, waiting.wait

local file, title = arg[1], arg[2]
local command = vim.list_slice(arg, 3)
local report = {}

local function diagnostics(buffer)
  return vim.tbl_map(function(one)
    return {
      code = one.code,
      source = one.source,
      severity = vim.diagnostic.severity[one.severity],
      text = table.concat(vim.api.nvim_buf_get_text(buffer, one.lnum, one.col, one.end_lnum, one.end_col, {}), '\n'),
    }
  end, vim.diagnostic.get(buffer))
end

vim.cmd('filetype on')
vim.cmd.edit(vim.fn.fnameescape(file))
local buffer = vim.api.nvim_get_current_buf()
report.filetype = vim.bo[buffer].filetype

local id = vim.lsp.start({ name = 'dockwright', cmd = command, root_dir = vim.fs.dirname(file) })
local client = id and vim.lsp.get_client_by_id(id) or fail('the server did not start')
local popups = 0
vim.lsp.handlers['window/showMessage'] = function() popups = popups + 1 end
wait('diagnostics', function() return #vim.diagnostic.get(buffer) > 0 end)
report.encoding = client.offset_encoding
report.before = diagnostics(buffer)

local wanted
for _, one in ipairs(vim.diagnostic.get(buffer)) do
  vim.api.nvim_win_set_cursor(0, { one.lnum + 1, one.col })
  local params = vim.lsp.util.make_range_params()
  params.context = { triggerKind = 1, diagnostics = { one.user_data and one.user_data.lsp } }
  local answer = vim.lsp.buf_request_sync(buffer, 'textDocument/codeAction', params, waiting.LIMIT)
  local actions = answer and answer[id] and answer[id].result or {}
  for _, action in ipairs(actions) do
    wanted = wanted or (action.title == title and { one.lnum + 1, one.col })
  end
  if wanted then
    report.actions = vim.tbl_map(function(action) return action.title end, actions)
    break
  end
end
if not wanted then
  fail('no action ' .. title)
end

local tick = vim.api.nvim_buf_get_changedtick(buffer)
local answers = 0
vim.api.nvim_create_autocmd('DiagnosticChanged', { buffer = buffer, callback = function() answers = answers + 1 end })
vim.lsp.buf.code_action({ filter = function(action) return action.title == title end, apply = true })
wait('the edit', function() return vim.api.nvim_buf_get_changedtick(buffer) ~= tick end)
wait('new diagnostics', function() return answers > 0 end)
report.lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
report.fileformat = vim.bo[buffer].fileformat
report.after = diagnostics(buffer)
report.popups = popups

client.stop()
wait('the end', function() return client.is_stopped() end)
io.stdout:write(vim.json.encode(report) .. '\n')
vim.cmd('cquit 0')
