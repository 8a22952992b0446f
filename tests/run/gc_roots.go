// Roots of every kind: stacks of many goroutines, deferred calls, values in flight in channels, interior
// pointers, large arrays of pointers, finalizers.
package main

import "runtime"

type node struct {
	next *node
	val  [3]int
}

type list struct{ head *node }

func worker(id int, depth int, out chan<- int) {
	var l list
	sum := 0
	var rec func(d int) int
	rec = func(d int) int {
		var arr [8]*node
		for i := range arr {
			arr[i] = &node{val: [3]int{id, d, i}}
		}
		if d > 0 {
			sum += rec(d - 1)
		}
		for i := range arr {
			if arr[i].val != [3]int{id, d, i} {
				panic("lost")
			}
		}
		l.head = &node{next: l.head, val: [3]int{id, d, d}}
		if d%7 == 0 {
			runtime.Gosched()
		}
		return d
	}
	rec(depth)
	n := 0
	for p := l.head; p != nil; p = p.next {
		if p.val[0] != id {
			panic("id")
		}
		n++
	}
	out <- n + sum
}

type iface interface{ get() int }
type impl struct{ p *int }

func (i impl) get() int { return *i.p }

func deferred(n int) (r int) {
	for i := 0; i < n; i++ {
		x := &node{val: [3]int{i, 0, 0}}
		defer func(y *node, s string) {
			r += x.val[0] + y.val[0] + len(s)
		}(&node{val: [3]int{i * 2, 0, 0}}, string([]byte{'a', byte(i)}))
	}
	garbage(2000)
	defer func() {
		garbage(500)
		if e := recover(); e != nil {
			r += *e.(*int)
		}
	}()
	v := new(int)
	*v = 1000
	panic(v)
}

func garbage(n int) {
	for i := 0; i < n; i++ {
		_ = append([]*node(nil), &node{}, &node{})
		s := make([]byte, 100+i%1000)
		s[0] = 1
	}
}

func main() {
	out := make(chan int)
	for r := 0; r < 3; r++ {
		for i := 0; i < 100; i++ {
			go worker(i, 50+i*3, out)
		}
		t := 0
		for i := 0; i < 100; i++ {
			t += <-out
		}
		println(t)
	}
	println(deferred(50))
	// blocked goroutines with values in flight
	cs := make([]chan *node, 200)
	for i := range cs {
		cs[i] = make(chan *node)
		go func(i int) {
			n := &node{val: [3]int{i, i, i}}
			select {
			case cs[i] <- n:
			}
		}(i)
	}
	runtime.Gosched()
	garbage(20000)
	runtime.GC()
	t := 0
	for i := range cs {
		t += (<-cs[i]).val[1]
	}
	println(t)
	// interior pointers, slices of arrays, strings
	var ips []*int
	var strs []string
	for i := 0; i < 1000; i++ {
		a := new([50]int)
		a[30] = i
		ips = append(ips, &a[30])
		b := make([]byte, 300)
		copy(b[100:], "hello")
		strs = append(strs, string(b)[100:105])
	}
	garbage(20000)
	for i, p := range ips {
		if *p != i || strs[i] != "hello" {
			panic("interior")
		}
	}
	var is []iface
	for i := 0; i < 1000; i++ {
		x := i
		is = append(is, impl{&x})
	}
	garbage(20000)
	for i, x := range is {
		if x.get() != i {
			panic("iface")
		}
	}
	// large arrays of pointers
	big := make([]*node, 300000)
	for i := range big {
		big[i] = &node{val: [3]int{i, 0, 0}}
	}
	type rec struct {
		a int
		p *node
		b [5]int
		q interface{}
	}
	recs := make([]rec, 5000)
	for i := range recs {
		recs[i].p = big[i]
		recs[i].q = &node{val: [3]int{i, 1, 2}}
	}
	var huge = new([40000]rec)
	for i := range huge {
		huge[i].p = &node{val: [3]int{i, 9, 9}}
	}
	garbage(50000)
	runtime.GC()
	for i := range big {
		if big[i].val[0] != i {
			panic("big")
		}
	}
	for i := range recs {
		if recs[i].q.(*node).val[0] != i || recs[i].p != big[i] {
			panic("recs")
		}
	}
	for i := range huge {
		if huge[i].p.val[0] != i {
			panic("huge")
		}
	}
	// finalizers
	cnt := 0
	for i := 0; i < 100; i++ {
		n := &node{val: [3]int{i, 0, 0}}
		runtime.SetFinalizer(n, func(n *node) { cnt += n.val[0] })
	}
	garbage(100)
	runtime.GC()
	for i := 0; i < 10; i++ {
		runtime.Gosched()
	}
	println(cnt > 4000)
}
