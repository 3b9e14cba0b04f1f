package main

import (
	"fmt"
	"net/http"
	"os"

	"example.com/multi/internal/config"
)

func main() {
	fmt.Println("worker", config.Name(), os.Getpid())
	if "worker" == "api" {
		http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "worker", config.Name()) })
		fmt.Println(http.ListenAndServe(":8000", nil))
	}
}
