// A panic with a value that is neither basic nor an error nor a Stringer; others before it.
package main

type point struct{ x, y int }

type named string

func (n named) String() string { return "Stringer " + string(n) }

func try(v interface{}) {
	defer func() {
		r := recover()
		_, isError := r.(error)
		println(r == v, isError)
	}()
	panic(v)
}

func main() {
	try(1)
	try("text")
	try(point{1, 2})
	try(nil)
	defer func() { panic(2.5) }()
	defer func() { panic(named("n")) }()
	defer func() { panic(complex(1, -1)) }()
	defer func() { panic(uint8(200)) }()
	panic("first\nline")
}
