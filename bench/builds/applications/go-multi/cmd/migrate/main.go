package main

import (
	"fmt"
	"net/http"
	"os"

	"example.com/multi/internal/config"
)

func main() {
	fmt.Println("migrate", config.Name(), os.Getpid())
	if "migrate" == "api" {
		http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "migrate", config.Name()) })
		fmt.Println(http.ListenAndServe(":8000", nil))
	}
}
