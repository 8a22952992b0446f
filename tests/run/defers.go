// Deferred calls: order, results, records in frames and in loops, large arguments, nil functions.
package main

type big struct{ a [100]int }

func order(n int) (r int) {
	defer func() { r *= 2; println("last", n) }()
	defer println("builtin", n, "args")
	for i := 0; i < 3; i++ {
		defer func(x int, s string) { println("loop", x, s) }(i, "str")
	}
	return n + 1
}

func large(n int) (s int) {
	var b big
	for i := range b.a {
		b.a[i] = i * n
	}
	for i := 0; i < 3; i++ {
		defer func(b big, i int) { s += b.a[99] + i }(b, i)
	}
	defer func(b big, p *int) { *p += b.a[50] }(b, &s)
	return 1
}

func largePanicking(n int) (s int) {
	defer func() { recover() }()
	var b big
	for i := range b.a {
		b.a[i] = i * n
	}
	for i := 0; i < 3; i++ {
		defer func(b big, i int, p *int) { deepen(50); *p += b.a[99] + i }(b, i, &s)
	}
	panic("x")
}

func deepen(n int) int {
	var a [64]int
	if n == 0 {
		return 0
	}
	a[n%64] = n
	return deepen(n-1) + a[n%64]
}

func many(n int) (s int) {
	for i := 0; i < n; i++ {
		defer func() { s++ }()
	}
	return 0
}

func nilFunction() {
	defer func() { println(recover().(error).Error()) }()
	var f func()
	defer f()
	println("before")
}

type stack []int

func (s *stack) push(n int) *stack { *s = append(*s, n); return s }

func evaluated() (out stack) {
	// Everything but the last call of the chain runs at the defer statement.
	defer out.push(1).push(2)
	out.push(3)
	return
}

func main() {
	println(order(20))
	println(large(3), largePanicking(3))
	println(many(100000))
	nilFunction()
	for _, v := range evaluated() {
		println(v)
	}
}
