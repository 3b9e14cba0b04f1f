// Package greeting says hello.
package greeting

// Of greets somebody.
func Of(name string) string {
	return "Hello, " + name
}
