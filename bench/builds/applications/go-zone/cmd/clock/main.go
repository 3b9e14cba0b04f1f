package main

import (
	"crypto/x509"
	_ "embed"
	"fmt"
	"os"
	"os/user"
	"time"
)

//go:embed banner.txt
var banner string

func main() {
	fmt.Print(banner)
	at := time.Unix(1700000000, 0)
	fmt.Println("local", at.Format(time.RFC3339))
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		fmt.Println("tokyo:", err)
	} else {
		fmt.Println("tokyo", at.In(tokyo).Format(time.RFC3339))
	}
	pool, err := x509.SystemCertPool()
	fmt.Println("roots", err == nil && !pool.Equal(x509.NewCertPool()), err)
	who, err := user.Current()
	if err == nil {
		fmt.Println("user", who.Username, who.Uid, who.HomeDir)
	} else {
		fmt.Println("user", err)
	}
	file, err := os.CreateTemp("", "clock")
	fmt.Println("temp", err)
	if err == nil {
		os.Remove(file.Name())
	}
	home, _ := os.UserHomeDir()
	fmt.Println("home", home)
	here, _ := os.Getwd()
	fmt.Println("here", here, os.Args)
	fmt.Println("zone", os.Getenv("TZ"), "lang", os.Getenv("LANG"))
	if len(os.Args) > 1 && os.Args[1] == "fail" {
		os.Exit(3)
	}
}
