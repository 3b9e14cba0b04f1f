defmodule Counter do
  use Application

  def start(_type, _args) do
    children = [{Task, fn -> serve() end}]
    Supervisor.start_link(children, strategy: :one_for_one)
  end

  defp serve do
    {:ok, socket} = :gen_tcp.listen(4000, [:binary, packet: :raw, active: false, reuseaddr: true])
    loop(socket)
  end

  defp loop(socket) do
    {:ok, client} = :gen_tcp.accept(socket)
    :gen_tcp.recv(client, 0)
    body = "counted #{Application.app_dir(:counter, "priv") |> Path.join("a.txt") |> File.read!()}"
    :gen_tcp.send(client, "HTTP/1.1 200 OK\r\nContent-Length: #{byte_size(body)}\r\nConnection: close\r\n\r\n#{body}")
    :gen_tcp.close(client)
    loop(socket)
  end
end
