package config

import (
	"encoding/json"
	"os"
)

// Name comes from the configuration.
func Name() string {
	text, err := os.ReadFile("/etc/multi/config.json")
	if err != nil {
		panic(err)
	}
	var read struct{ Name string }
	if err := json.Unmarshal(text, &read); err != nil {
		panic(err)
	}
	return read.Name
}
