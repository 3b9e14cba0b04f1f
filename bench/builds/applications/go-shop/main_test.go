package main

import "testing"

func TestEnv(t *testing.T) {
	if env("SURELY_UNSET", "x") != "x" {
		t.Fail()
	}
}
