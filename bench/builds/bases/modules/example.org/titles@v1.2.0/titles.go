// Package titles writes names with a capital letter.
package titles

import "strings"

// Case gives a word a capital letter.
func Case(word string) string {
	return strings.ToUpper(word[:1]) + word[1:]
}
