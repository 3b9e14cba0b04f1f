defmodule Hello.Application do
  use Application

  def start(_type, _arguments) do
    options = [
      port: 4000,
      server_name: ~c"hello",
      server_root: ~c"/tmp",
      document_root: ~c"/tmp",
      modules: [Hello.Page]
    ]

    {:ok, _} = :inets.start(:httpd, options)
    Supervisor.start_link([], strategy: :one_for_one)
  end
end

defmodule Hello.Page do
  def unquote(:do)(_request) do
    {:proceed, [{:response, {200, ~c"Hello from Elixir"}}]}
  end
end
