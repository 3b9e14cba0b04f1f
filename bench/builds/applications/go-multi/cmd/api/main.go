package main

import (
	"fmt"
	"net/http"
	"os"

	"example.com/multi/internal/config"
)

func main() {
	fmt.Println("api", config.Name(), os.Getpid())
	if "api" == "api" {
		http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "api", config.Name()) })
		fmt.Println(http.ListenAndServe(":8000", nil))
	}
}
