package main

import (
	"fmt"
	"html/template"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"sort"
)

var version = "dev"

func env(key, fallback string) string {
	if value := os.Getenv(key); value != "" {
		return value
	}
	return fallback
}

func main() {
	pages := template.Must(template.ParseGlob("templates/*.html"))
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil || len(files) == 0 {
		log.Fatal("no migrations: ", err)
	}
	sort.Strings(files)
	mux := http.NewServeMux()
	mux.Handle("/static/", http.StripPrefix("/static/", http.FileServer(http.Dir("./static"))))
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("/version", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, version) })
	mux.HandleFunc("/migrations", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, files) })
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		pages.ExecuteTemplate(w, "index.html", map[string]string{"Name": env("SHOP_NAME", "the shop")})
	})
	log.Fatal(http.ListenAndServe(":"+env("PORT", "8080"), mux))
}
