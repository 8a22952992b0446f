// The wrapper (*Box).Copy expands Copy, whose receiver lives on the heap.
package main

type Box struct {
	a [64]byte
	s bool
}

func (b Box) Copy() *Box {
	b.s = true // amd64:"MOVB $1, 64("
	return &b
}

func (b Box) Named() (r Box, p *Box) {
	p = &r
	r = b
	return
}

func main() {}
