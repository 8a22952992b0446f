// The runtime gives map[string]int; its result and an argument of type M are two addresses.
package main

type M map[string]int

func use(M)

func F() {
	use(make(M, 100)) // amd64:"CALL runtime.makemap(SB)"
}

func main() {}
