package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"time"
)

func main() {
	templates := flag.String("templates", "none", "")
	flag.Parse()
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		page, err := os.ReadFile(filepath.Join(*templates, "page.txt"))
		fmt.Fprintln(w, "served", string(page), err)
	})
	http.HandleFunc("/system", func(w http.ResponseWriter, r *http.Request) {
		who, err := user.Current()
		helped, failed := exec.Command("/srv/bin/helper").Output()
		fmt.Fprintln(w, who.Username, who.HomeDir, err, time.Unix(0, 0), string(helped), failed)
		fmt.Fprintln(w, os.WriteFile("/var/lib/app/x", nil, 0o600))
	})
	panic(http.ListenAndServe(":8080", nil))
}
