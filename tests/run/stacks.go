// Stacks that grow while pointers lead into them: closures, deferred calls, slices of local arrays, method
// receivers, values on their way through channels.
package main

import "runtime"

type list struct {
	buf  []byte
	self *list
}

// add notices if l moved without its own pointer.
func (l *list) add(s string) {
	if l.self == nil {
		l.self = l
	}
	if l.self != l {
		panic("stale pointer")
	}
	l.buf = append(l.buf, s...)
}

func (l *list) block(name string, body func()) {
	l.add(name + "{")
	deepen(40, &name)
	body()
	l.add("}")
}

func deepen(n int, p *string) int {
	var a [64]int
	if n == 0 {
		return len(*p)
	}
	a[n%64] = n
	q := *p
	return deepen(n-1, &q) + a[n%64]
}

func closures() string {
	var l list
	s := "s"
	l.block("a", func() {
		l.add("b")
		l.block("c", func() { deepen(300, &s); l.add("d") })
	})
	return string(l.buf)
}

type node struct {
	next *node
	v    int
}

func chain(n int, tail *node) int {
	head := node{tail, n}
	if n == 0 {
		runtime.GC()
		sum := 0
		for p := &head; p != nil; p = p.next {
			sum += p.v
		}
		return sum
	}
	return chain(n-1, &head)
}

func deferred(n int) (sum int) {
	local := [4]int{n, n, n, n}
	view := local[1:3]
	defer func(p *int, s []int) {
		deepen(500, new(string))
		s[0] = 1
		*p += local[1] + len(s)
	}(&sum, view)
	text := "xx"
	deepen(100, &text)
	return view[1]
}

func fault(p *node) (n int) {
	keep := &node{v: 7}
	defer func() {
		err := recover().(error)
		text := err.Error()
		deepen(200, &text)
		runtime.GC()
		n = keep.v + len(text)
	}()
	return p.v
}

func main() {
	println(closures())
	println(chain(10000, nil))
	println(deferred(10))
	println(fault(nil))

	in, out := make(chan *node), make(chan int)
	for i := 0; i < 20; i++ {
		go func() {
			for n := range in {
				text := "goroutine"
				out <- n.v + deepen(n.v, &text) + fault(nil)
			}
		}()
	}
	go func() {
		for i := 0; i < 200; i++ {
			in <- &node{v: i}
			if i%50 == 0 {
				runtime.GC()
			}
		}
		close(in)
	}()
	sum := 0
	for i := 0; i < 200; i++ {
		sum += <-out
	}
	println(sum)
}
