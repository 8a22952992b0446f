// Finalizers: functions that are called when the collector finds an object unreachable.
//
// An object with a finalizer keeps alive what it points to, but not itself. When a collection has
// not reached it by other ways, it is kept this once, for the finalizer's argument; the finalizer runs in a
// goroutine of its own, and the object is freed by a later collection, unless the finalizer has made
// it reachable again.
package runtime

import "unsafe"

type finalizer struct {
	obj   uintptr        // the object, hidden from the collector
	ready unsafe.Pointer // the same, visible, when the finalizer is to run
	fn    *funcval
	arg   *_type // of the finalizer's parameter
	typ   *_type // of the object's pointer

	results uintptr // bytes of the finalizer's results
}

var finalizers struct {
	table   []finalizer
	ready   int  // entries that are to run
	running bool // a goroutine is at it
}

// SetFinalizer makes fin run with obj, a pointer to the start of an object, when obj has become unreachable. A nil
// fin takes a finalizer back.
func SetFinalizer(obj interface{}, fin interface{}) {
	e := efaceOf(&obj)
	t := e._type
	if t == nil {
		throw("runtime.SetFinalizer: first argument is nil")
	}
	if t.kind&kindMask != kindPtr {
		throw("runtime.SetFinalizer: first argument is " + t.string() + ", not pointer")
	}
	p := uintptr(e.data)
	if p == 0 {
		throw("nil elem type!")
	}
	elem := (*ptrtype)(unsafe.Pointer(t)).elem
	if elem.size == 0 {
		return // all such objects lie at the same place
	}
	s := spanOf(p)
	if s == nil || s.state != spanInUse {
		return // a package variable: it lives as long as the program
	}
	f := efaceOf(&fin)
	if f._type == nil {
		removeFinalizer(p)
		return
	}
	if f._type.kind&kindMask != kindFunc {
		throw("runtime.SetFinalizer: second argument is " + f._type.string() + ", not a function")
	}
	ft := (*functype)(unsafe.Pointer(f._type))
	if ft.dotdotdot() || ft.inCount != 1 || !accepts(ft.in()[0], t) {
		throw("runtime.SetFinalizer: cannot pass " + t.string() + " to finalizer " + f._type.string())
	}
	for i := range finalizers.table {
		if finalizers.table[i].obj == p {
			throw("runtime.SetFinalizer: finalizer already set")
		}
	}
	results := uintptr(0)
	for _, r := range ft.out() {
		results = alignUp(results, uintptr(r.align)) + r.size
	}
	if results > 2048*8 {
		throw("runtime.SetFinalizer: results of " + f._type.string() + " are too large")
	}
	finalizers.table = append(finalizers.table, finalizer{p, nil, (*funcval)(f.data), ft.in()[0], t, results})
}

// accepts reports whether a finalizer with a parameter of type in can take a t.
func accepts(in, t *_type) bool {
	if in == t {
		return true
	}
	switch in.kind & kindMask {
	case kindPtr:
		// The same pointer type under another name.
		return (in.tflag&tflagNamed == 0 || t.tflag&tflagNamed == 0) &&
			(*ptrtype)(unsafe.Pointer(in)).elem == (*ptrtype)(unsafe.Pointer(t)).elem
	case kindInterface:
		inter := (*interfacetype)(unsafe.Pointer(in))
		return len(inter.mhdr) == 0 || getitab(inter, t, true) != nil
	}
	return false
}

func removeFinalizer(p uintptr) {
	t := finalizers.table
	for i := range t {
		if t[i].obj == p {
			t[i] = t[len(t)-1]
			t[len(t)-1] = finalizer{}
			finalizers.table = t[:len(t)-1]
			return
		}
	}
}

// markFromFinalizers marks what objects with finalizers point to, not the objects.
func markFromFinalizers() {
	for i := range finalizers.table {
		f := &finalizers.table[i]
		if f.obj == 0 {
			continue
		}
		s := spanOf(f.obj)
		if s.spanclass&1 == 0 {
			scanTyped(f.obj, (*ptrtype)(unsafe.Pointer(f.typ)).elem.size, (*ptrtype)(unsafe.Pointer(f.typ)).elem)
		}
	}
}

// findFinalizable looks, after marking, for objects that only their finalizers know.
func findFinalizable() {
	for i := range finalizers.table {
		f := &finalizers.table[i]
		if f.obj != 0 && !isMarked(f.obj) {
			f.ready = unsafe.Pointer(f.obj)
			f.obj = 0
			finalizers.ready++
		}
	}
	// Only now: several tiny objects may share a block.
	if finalizers.ready > 0 {
		for i := range finalizers.table {
			markWord(uintptr(finalizers.table[i].ready))
		}
		drain()
	}
}

func isMarked(p uintptr) bool {
	s := spanOf(p)
	i := uintptr(uint64(p-s.base) * s.divMul >> 32)
	return *(*uint64)(add(unsafe.Pointer(s.markBits), i>>6<<3))>>(i&63)&1 != 0
}

// startFinalizers is called by the goroutine whose allocation or call led to the collection.
func startFinalizers() {
	if finalizers.ready > 0 && !finalizers.running {
		finalizers.running = true
		go runFinalizers()
	}
}

// runFinalizers calls all finalizers that are due.
func runFinalizers() {
	for finalizers.ready > 0 {
		for i := 0; i < len(finalizers.table); i++ {
			f := finalizers.table[i]
			if f.ready == nil {
				continue
			}
			finalizers.ready--
			n := len(finalizers.table) - 1
			finalizers.table[i] = finalizers.table[n]
			finalizers.table[n] = finalizer{}
			finalizers.table = finalizers.table[:n]
			f.call()
			break
		}
	}
	finalizers.running = false
}

// call calls the finalizer. Its results, if any, go to the space behind the argument: a function type
// with as many bytes of results makes the compiler leave room.
func (f *finalizer) call() {
	fn := unsafe.Pointer(f.fn)
	if f.arg.kind&kindMask != kindInterface {
		if f.results > 64 {
			(*(*func(unsafe.Pointer) [2048]uintptr)(unsafe.Pointer(&fn)))(f.ready)
		} else {
			(*(*func(unsafe.Pointer) [8]uintptr)(unsafe.Pointer(&fn)))(f.ready)
		}
		return
	}
	e := eface{f.typ, f.ready}
	if inter := (*interfacetype)(unsafe.Pointer(f.arg)); len(inter.mhdr) > 0 {
		// Of the same layout: one word of type, one of data.
		i := assertE2I(inter, e)
		e = *(*eface)(unsafe.Pointer(&i))
	}
	if f.results > 64 {
		(*(*func(eface) [2048]uintptr)(unsafe.Pointer(&fn)))(e)
	} else {
		(*(*func(eface) [8]uintptr)(unsafe.Pointer(&fn)))(e)
	}
}
