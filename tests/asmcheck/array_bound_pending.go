// word is evaluated for A's array bound while H waits: H needs word itself.
package main

type A struct {
	h  H
	sz [bits]int
}
const (
	word = 1 << (^uintptr(0) >> 63) / 2
	bits = word * 48
	l2   = bits - 44
)
type H struct {
	chunks [l2]*int
}
func main() {}
