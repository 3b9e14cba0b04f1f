use std::io::{Read, Write};
use std::net::TcpListener;

fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("0.0.0.0:8000")?;
    for stream in listener.incoming() {
        let mut stream = stream?;
        let mut request = [0; 1024];
        let _ = stream.read(&mut request)?;
        let body = greeting::of("path");
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )?;
    }
    Ok(())
}
