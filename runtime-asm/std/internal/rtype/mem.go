package rtype

// mem.go: what needs the runtime's help: map iteration, copies of unknown type, new variables.

import "unsafe"

// hiter is the runtime's map iterator: it fills key and elem, nil at the end. The rest is the
// runtime's own (96 bytes in all).
type hiter struct {
	key  unsafe.Pointer
	elem unsafe.Pointer
	rest [10]unsafe.Pointer
}

//go:linkname mapiterinit runtime.mapiterinit
func mapiterinit(t *Type, m unsafe.Pointer, it *hiter)

//go:linkname mapiternext runtime.mapiternext
func mapiternext(it *hiter)

//go:linkname typedmemmove runtime.typedmemmove
func typedmemmove(t *Type, dst, src unsafe.Pointer)

//go:linkname newobject runtime.newobject
func newobject(t *Type) *byte

// MapIter walks over a map.
type MapIter struct {
	m       Value
	it      hiter
	started bool
}

func (v Value) MapRange() *MapIter { return &MapIter{m: v} }

// Next moves on; false when there are no more entries.
func (it *MapIter) Next() bool {
	if !it.started {
		it.started = true
		mapiterinit(it.m.Typ, it.m.word(), &it.it)
	} else {
		mapiternext(&it.it)
	}
	return it.it.key != nil
}

// Key and Elem are copies: the entry may move while the iteration goes on.
func (it *MapIter) Key() Value  { return it.copyOf(it.m.Typ.Key(), it.it.key) }
func (it *MapIter) Elem() Value { return it.copyOf(it.m.Typ.Elem(), it.it.elem) }

func (it *MapIter) copyOf(t *Type, p unsafe.Pointer) Value {
	return Copy(Value{t, p, it.m.Flag&flagAnyRO | FlagIndir | uintptr(t.Kind())})
}

// Copy gives the value in fresh memory, no longer addressable.
func Copy(v Value) Value {
	if v.Flag&FlagIndir == 0 {
		return v
	}
	fl := v.Flag &^ FlagAddr
	if v.Typ.Direct() {
		return Value{v.Typ, *(*unsafe.Pointer)(v.Ptr), fl &^ FlagIndir}
	}
	p := unsafe.Pointer(newobject(v.Typ))
	typedmemmove(v.Typ, p, v.Ptr)
	return Value{v.Typ, p, fl}
}

// New gives a fresh zero variable of type t.
func New(t *Type) Value { return At(t, unsafe.Pointer(newobject(t))) }

// Assign stores x, of the same type, into the variable v.
func (v Value) Assign(x Value) {
	if x.Flag&FlagIndir != 0 {
		typedmemmove(v.Typ, v.Ptr, x.Ptr)
	} else {
		*(*unsafe.Pointer)(v.Ptr) = x.Ptr
	}
}

// Swapper gives a function that swaps two elements of a slice.
func Swapper(slice interface{}) func(i, j int) {
	v := ValueOf(slice)
	if v.Kind() != Slice {
		panic(&ValueError{"Swapper", v.Kind()})
	}
	t := v.Typ.Elem()
	h := (*sliceHeader)(v.Ptr)
	switch n := h.len; {
	case n == 0:
		return func(i, j int) { panic("reflect: slice index out of range") }
	case n == 1:
		return func(i, j int) {
			if i != 0 || j != 0 {
				panic("reflect: slice index out of range")
			}
		}
	}
	if t.PtrData == 0 {
		switch t.Size {
		case 8:
			s := *(*[]int64)(v.Ptr)
			return func(i, j int) { s[i], s[j] = s[j], s[i] }
		case 4:
			s := *(*[]int32)(v.Ptr)
			return func(i, j int) { s[i], s[j] = s[j], s[i] }
		}
	} else if t.Size == 8 {
		s := *(*[]unsafe.Pointer)(v.Ptr)
		return func(i, j int) { s[i], s[j] = s[j], s[i] }
	} else if t.Kind() == String {
		s := *(*[]string)(v.Ptr)
		return func(i, j int) { s[i], s[j] = s[j], s[i] }
	}
	tmp := unsafe.Pointer(newobject(t))
	return func(i, j int) {
		if uint(i) >= uint(h.len) || uint(j) >= uint(h.len) {
			panic("reflect: slice index out of range")
		}
		a, b := add(h.data, uintptr(i)*t.Size), add(h.data, uintptr(j)*t.Size)
		typedmemmove(t, tmp, a)
		typedmemmove(t, a, b)
		typedmemmove(t, b, tmp)
	}
}

// ValueError is the panic of a method that does not fit the value's kind.
type ValueError struct {
	Method string
	Kind   Kind
}

func (e *ValueError) Error() string {
	if e.Kind == Invalid {
		return "reflect: call of " + e.Method + " on zero Value"
	}
	return "reflect: call of " + e.Method + " on " + e.Kind.String() + " Value"
}

// getitab finds or makes the method table of a dynamic type for an interface type.
//
//go:linkname getitab runtime.getitab
func getitab(inter, typ *Type, canfail bool) unsafe.Pointer

// StoreInterface assigns x to the variable of interface type t at p; x's type must implement t.
func StoreInterface(t *Type, p unsafe.Pointer, x interface{}) {
	e := (*eface)(unsafe.Pointer(&x))
	if len(t.InterfaceMethods()) == 0 {
		*(*interface{})(p) = x
		return
	}
	w := (*[2]unsafe.Pointer)(p)
	if e.typ == nil {
		w[0], w[1] = nil, nil
		return
	}
	w[0], w[1] = getitab(t, e.typ, false), e.data
}
