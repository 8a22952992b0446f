// Objects of every shape that only other objects and deep stacks keep alive, checked after many
// collections: nothing may be lost or overwritten.
package main

import "runtime"

type tree struct {
	l, r *tree
	v    int
	s    string
	m    map[int]*tree
	sl   []interface{}
	f    func() int
	c    chan *tree
	a    [3]*int
	e    interface{}
}

func mk(d int, seed int) *tree {
	if d == 0 {
		return nil
	}
	t := &tree{v: seed}
	t.l = mk(d-1, seed*2)
	t.r = mk(d-1, seed*2+1)
	b := []byte("node")
	for x := seed; x > 0; x /= 10 {
		b = append(b, byte('0'+x%10))
	}
	t.s = string(b)
	if d%3 == 0 {
		t.m = map[int]*tree{}
		for i := 0; i < 20; i++ {
			t.m[i*seed] = &tree{v: i + seed}
		}
	}
	t.sl = make([]interface{}, 0)
	for i := 0; i < d; i++ {
		t.sl = append(t.sl, seed+i, t.s, &tree{v: seed ^ i})
	}
	x := seed
	t.f = func() int { x++; return x + t.v }
	t.c = make(chan *tree, 3)
	t.c <- &tree{v: seed + 7}
	t.a[1] = &t.v
	y := seed
	t.a[2] = &y
	t.e = *t
	return t
}

func check(t *tree, d int, seed int) int {
	if t == nil {
		return 0
	}
	n := 1
	if t.v != seed {
		panic("v")
	}
	b := []byte("node")
	for x := seed; x > 0; x /= 10 {
		b = append(b, byte('0'+x%10))
	}
	if t.s != string(b) {
		panic("s")
	}
	if d%3 == 0 {
		for i := 0; i < 20; i++ {
			e := t.m[i*seed]
			if e == nil || (seed != 0 && e.v != i+seed) {
				panic("m")
			}
			n++
		}
	}
	for i := 0; i < d; i++ {
		if t.sl[3*i].(int) != seed+i || t.sl[3*i+1].(string) != t.s || t.sl[3*i+2].(*tree).v != seed^i {
			panic("sl")
		}
		n++
	}
	if t.f() <= seed {
		panic("f")
	}
	q := <-t.c
	if q.v != seed+7 {
		panic("c")
	}
	t.c <- q
	if *t.a[1] != seed || *t.a[2] != seed {
		panic("a")
	}
	if t.e.(tree).s != t.s {
		panic("e")
	}
	return n + check(t.l, d-1, seed*2) + check(t.r, d-1, seed*2+1)
}

func deep(n int, p *tree) int {
	var loc tree
	loc.v = n
	loc.l = p
	q := &tree{v: n, l: &tree{v: n + 1}}
	r := 0
	if n > 0 {
		r = deep(n-1, &loc)
	}
	if loc.l != p || q.v != n || q.l.v != n+1 || loc.v != n {
		panic("deep")
	}
	return r + q.v
}

func main() {
	long := mk(10, 1)
	done := make(chan int)
	for g := 0; g < 20; g++ {
		go func(g int) {
			s := 0
			for i := 0; i < 5; i++ {
				s += deep(300+g*20, nil)
				t := mk(6, 1)
				runtime.Gosched()
				s += check(t, 6, 1)
			}
			done <- s
		}(g)
	}
	tot := 0
	for g := 0; g < 20; g++ {
		tot += <-done
	}
	println(tot, check(long, 10, 1))
	for i := 0; i < 10; i++ {
		if i%3 == 0 {
			runtime.GC()
		}
		t := mk(7, 1)
		println(check(t, 7, 1), check(long, 10, 1))
	}
	var ms runtime.MemStats
	runtime.ReadMemStats(&ms)
	println(ms.NumGC > 0, ms.Mallocs > ms.Frees)
}
