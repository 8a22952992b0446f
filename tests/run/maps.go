// Maps against a model: wide keys and elements, changes during iteration, NaN, every kind of key,
// errors.
package main

import "runtime"

type big struct{ a [20]int }
type K struct {
	s string
	i interface{}
	f float64
}

func main() {
	seed := uint32(1)
	rnd := func(n int) int { seed = seed*1664525 + 1013904223; return int(seed>>8) % n }
	// big keys and elems, model in slices
	m := map[big]big{}
	var model [500]int
	for i := range model {
		model[i] = -1
	}
	for it := 0; it < 20000; it++ {
		k := rnd(500)
		var b big
		b.a[3] = k
		switch rnd(3) {
		case 0, 1:
			var e big
			e.a[7] = it
			m[b] = e
			model[k] = it
		case 2:
			delete(m, b)
			model[k] = -1
		}
		k2 := rnd(500)
		b = big{}
		b.a[3] = k2
		e, ok := m[b]
		if ok != (model[k2] >= 0) || ok && e.a[7] != model[k2] {
			panic("big")
		}
	}
	n := 0
	for _, v := range model {
		if v >= 0 {
			n++
		}
	}
	println(len(m) == n)
	c := 0
	for k, e := range m {
		if model[k.a[3]] != e.a[7] {
			panic("iter")
		}
		c++
	}
	println(c == n)
	// iteration with deletion and growth
	for round := 0; round < 200; round++ {
		mm := map[int]int{}
		N := 1 + rnd(300)
		for i := 0; i < N; i++ {
			mm[i] = i
		}
		seen := map[int]bool{}
		deleted := map[int]bool{}
		added := 1000
		for k, v := range mm {
			if seen[k] {
				panic("twice")
			}
			seen[k] = true
			if deleted[k] {
				panic("deleted key appeared")
			}
			if v != k && v != k+5000 {
				panic("value")
			}
			for j := 0; j < rnd(4); j++ {
				d := rnd(N)
				if !seen[d] {
					delete(mm, d)
					deleted[d] = true
				}
			}
			if u := rnd(N); !seen[u] && !deleted[u] {
				mm[u] = u + 5000
			}
			for j := 0; j < rnd(6) && added < 3000; j++ {
				mm[added] = added
				added++
			}
			if rnd(50) == 0 {
				runtime.GC()
			}
		}
		for i := 0; i < N; i++ {
			if !deleted[i] && !seen[i] {
				panic("missed")
			}
		}
	}
	// NaN
	nan := 0.0
	nan /= nan
	fm := map[float64]int{}
	for i := 0; i < 100; i++ {
		fm[nan] = i
	}
	fm[0.0] = 1
	nz := 0.0
	nz = -nz
	fm[nz]++
	s := 0
	for k, v := range fm {
		if k != k {
			s += v
			fm[float64(v)+0.5] = -1
		}
	}
	_, ok := fm[nan]
	println(len(fm), s, ok, fm[0])
	for k := range fm {
		delete(fm, k)
	}
	println(len(fm) >= 0)
	// strings of all lengths
	sm := map[string]int{}
	buf := []byte{}
	for i := 0; i < 300; i++ {
		sm[string(buf)] = i
		buf = append(buf, byte('a'+i%26))
	}
	buf = buf[:0]
	for i := 0; i < 300; i++ {
		if v, ok := sm[string(buf)]; !ok || v != i {
			panic("str")
		}
		buf = append(buf, byte('a'+i%26))
	}
	// mixed keys
	km := map[K]int{}
	for i := 0; i < 1000; i++ {
		km[K{"x", i, float64(i)}] = i
		km[K{"y", "s", float64(i)}] = i
	}
	for i := 0; i < 1000; i++ {
		if km[K{"x", i, float64(i)}] != i || km[K{"y", "s", float64(i)}] != i {
			panic("K")
		}
	}
	println(len(km))
	func() {
		defer func() { println(recover().(error).Error()) }()
		km[K{"", []int{}, 0}] = 1
	}()
	func() {
		defer func() { println(recover().(error).Error()) }()
		var im map[interface{}]int
		_ = im[func() {}]
	}()
	func() {
		defer func() { println(recover().(error).Error()) }()
		var im map[string]int
		im["a"] = 1
	}()
	func() {
		defer func() { println(recover().(error).Error()) }()
		var a, b interface{} = []int{1}, []int{1}
		println(a == b)
	}()
	// int32, pointer keys, byte keys, arrays
	i32 := map[int32]string{}
	for i := int32(-500); i < 500; i++ {
		i32[i*7] = "v"
	}
	pm := map[*int]int{}
	var ps []*int
	for i := 0; i < 1000; i++ {
		p := new(int)
		*p = i
		ps = append(ps, p)
		pm[p] = i
	}
	runtime.GC()
	for i, p := range ps {
		if pm[p] != i || *p != i {
			panic("p")
		}
	}
	bm := map[byte]int{}
	am := map[[3]int16]int{}
	for i := 0; i < 256; i++ {
		bm[byte(i)] = i
		am[[3]int16{int16(i), 2, 3}] = i
	}
	println(len(i32), len(pm), len(bm), len(am), am[[3]int16{77, 2, 3}], bm[200])
	mm := make(map[int]int, 1000)
	for i := 0; i < 100000; i++ {
		mm[i*i] = i
	}
	t := 0
	for i := 0; i < 100000; i++ {
		t += mm[i*i]
	}
	for k := range mm {
		delete(mm, k)
	}
	println(len(mm), t)
	type z struct{}
	zm := map[z]z{}
	zm[z{}] = z{}
	println(len(zm))
	m8 := map[int8]map[string][]int{}
	for i := 0; i < 1000; i++ {
		k := int8(i)
		if m8[k] == nil {
			m8[k] = map[string][]int{}
		}
		m8[k]["q"] = append(m8[k]["q"], i)
	}
	tt := 0
	for _, x := range m8 {
		for _, y := range x["q"] {
			tt += y
		}
	}
	println(tt)
}
