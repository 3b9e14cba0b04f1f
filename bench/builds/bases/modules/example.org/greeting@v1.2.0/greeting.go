// Package greeting says hello.
package greeting

import "example.org/titles"

// Of greets somebody.
func Of(name string) string {
	return "Hello, " + titles.Case(name)
}
