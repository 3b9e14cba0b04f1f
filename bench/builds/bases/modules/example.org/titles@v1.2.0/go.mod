module example.org/titles

go 1.24
