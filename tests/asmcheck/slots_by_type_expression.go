// Values of map types that two type expressions write share no stack slot (spec 21, section 23).
package main

func use(map[string]int)
func pad() int

func F() { // amd64:"$72-0"
	use(map[string]int{"a": pad(), "b": pad()})
	use(map[string]int{"a": pad(), "b": pad()})
}

func main() {}
