// value.go: the headers of Go's own values as they lie in memory.
package runtime

import "unsafe"

// stringStruct is a string.
type stringStruct struct {
	str unsafe.Pointer
	len int
}

// slice is any slice.
type slice struct {
	array unsafe.Pointer
	len   int
	cap   int
}

// eface is an interface without methods: the dynamic type, and a pointer to the value, or the value
// itself if its type is pointer-shaped.
type eface struct {
	_type *_type
	data  unsafe.Pointer
}

// iface is an interface with methods: the table that pairs interface and dynamic type, and the value.
type iface struct {
	tab  *itab
	data unsafe.Pointer
}
