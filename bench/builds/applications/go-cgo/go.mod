module example.org/native

go 1.24
