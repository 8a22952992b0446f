// Capacities after append and conversions (Go's size classes), UTF-8 in every state of repair,
// concatenation, errors of make, division of complex numbers.
package main

type s24 struct{ a, b, c int }
type s40 struct {
	a [4]int
	p *int
}
type s3 struct{ a, b, c byte }
type s12 struct{ a, b, c int32 }

var sink []byte
var rsink []rune
var ssink string

func caps() {
	h := 0
	mix := func(c int) { h = h*31 + c }
	{
		var s []byte
		for i := 0; i < 200000; i++ {
			s = append(s, 1)
			mix(cap(s))
		}
	}
	{
		var s []int
		for i := 0; i < 50000; i++ {
			s = append(s, 1)
			mix(cap(s))
		}
	}
	{
		var s []s24
		for i := 0; i < 50000; i++ {
			s = append(s, s24{})
			mix(cap(s))
		}
	}
	{
		var s []s40
		for i := 0; i < 50000; i++ {
			s = append(s, s40{})
			mix(cap(s))
		}
	}
	{
		var s []s3
		for i := 0; i < 50000; i++ {
			s = append(s, s3{})
			mix(cap(s))
		}
	}
	{
		var s []s12
		for i := 0; i < 50000; i++ {
			s = append(s, s12{})
			mix(cap(s))
		}
	}
	{
		var s []string
		for i := 0; i < 50000; i++ {
			s = append(s, "")
			mix(cap(s))
		}
	}
	for n := 0; n < 5000; n += 7 {
		s := append([]byte(nil), make([]byte, n)...)
		mix(cap(s))
		t := append([]int16{1, 2, 3}, make([]int16, n)...)
		mix(cap(t))
		u := append([]*int{nil}, make([]*int, n)...)
		mix(cap(u))
		str := string(s)
		sink = []byte(str)
		mix(cap(sink))
		rsink = []rune(str)
		mix(cap(rsink))
		v := append(make([]struct{}, 3), make([]struct{}, n)...)
		mix(cap(v))
	}
	println(h)
}

func utf() {
	h := 0
	seed := uint32(7)
	for it := 0; it < 20000; it++ {
		n := it % 23
		b := make([]byte, n)
		for i := range b {
			seed = seed*1664525 + 1013904223
			x := byte(seed >> 24)
			switch seed >> 8 & 3 {
			case 0:
				x = 0x80 | x&0x3f
			case 1:
				x = 0xe0 | x&0x1f
			}
			b[i] = x
		}
		s := string(b)
		for i, r := range s {
			h = h*17 + i*int(r)
		}
		rs := []rune(s)
		h = h*31 + len(rs)
		t := string(rs)
		for i := 0; i < len(t); i++ {
			h = h*13 + int(t[i])
		}
		for _, r := range rs {
			u := string(r)
			h = h*7 + len(u)
		}
		ssink = string(rs)
		h += len(ssink)
	}
	for _, v := range []int64{-1, 0, 65, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdfff, 0xe000, 0xffff, 0x10000, 0x10ffff, 0x110000, 1 << 40} {
		s := string(v)
		for i := 0; i < len(s); i++ {
			h = h*13 + int(s[i])
		}
	}
	println(h)
}

func cat(a, b, c string) {
	x := a + b
	y := a + b + c
	z := a + b + c + x
	w := a + b + c + x + y
	v := a + b + c + x + y + z + w
	println(len(x), len(y), len(z), len(w), len(v), v)
	ssink = v
	println(a < b, b < c, a+"x" > b, x == y, ssink == a+b+c+x+y+z+w)
}

func main() {
	caps()
	utf()
	cat("", "", "")
	cat("a", "", "b")
	cat("hello", "world", "this is a longer string than thirty-two bytes")
	func() {
		defer func() { println(recover().(error).Error()) }()
		n := -1
		_ = make([]int, n)
	}()
	func() {
		defer func() { println(recover().(error).Error()) }()
		n := 5
		m := 1 << 60
		sink = make([]byte, n, m)
	}()
	func() {
		defer func() { println(recover().(error).Error()) }()
		n := 1 << 62
		sink = make([]byte, n)
	}()
	d := complex(1, 2) / complex(3, -4)
	z := complex(0, 0)
	println(d, d/z, z/z, complex(1e308, 1e308)/complex(1e308, 1e-308))
	var e1, e2 interface{} = 5, int64(5)
	println(e1 == e2, e1 == interface{}(5))
}
