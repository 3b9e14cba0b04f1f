require "webrick"

server = WEBrick::HTTPServer.new(Port: 9292, BindAddress: "0.0.0.0")
server.mount_proc("/") { |request, response| response.body = "Hello from Ruby" }
server.start
