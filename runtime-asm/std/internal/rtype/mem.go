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

// PointerTo gives the address of the variable v as a value of pointer type.
func PointerTo(v Value) Value {
	t := v.Typ.PtrTo()
	if t == nil {
		panic("reflect: pointer to a type that the program takes no pointer of: " + v.Typ.String())
	}
	return Value{t, v.Ptr, v.Flag&flagAnyRO | uintptr(Ptr)}
}

// SetLen changes the length of the slice variable v.
func SetLen(v Value, n int) { (*sliceHeader)(v.Ptr).len = n }

func newSlice(t *Type, data unsafe.Pointer, n, c int) Value {
	h := &sliceHeader{data, n, c}
	return Value{t, unsafe.Pointer(h), FlagIndir | uintptr(Slice)}
}

// Reslice gives v[i:j] of a slice whose capacity is c.
func Reslice(v Value, i, j, c int) Value {
	data := (*sliceHeader)(v.Ptr).data
	if c > i {
		data = add(data, uintptr(i)*v.Typ.Elem().Size)
	}
	return newSlice(v.Typ, data, j-i, c-i)
}

// SliceArray gives v[i:j] of an addressable array.
func SliceArray(v Value, i, j int) Value {
	t := (*arrayType)(unsafe.Pointer(v.Typ))
	return newSlice(t.slice, add(v.Ptr, uintptr(i)*t.elem.Size), j-i, int(t.len)-i)
}

//go:linkname newarray runtime.newarray
func newarray(t *Type, n int) *byte

func MakeSlice(t *Type, n, c int) Value {
	return newSlice(t, unsafe.Pointer(newarray(t.Elem(), c)), n, c)
}

//go:linkname mapaccess2 runtime.mapaccess2
func mapaccess2(t *Type, m, key unsafe.Pointer) (unsafe.Pointer, bool)

//go:linkname mapassign runtime.mapassign
func mapassign(t *Type, m, key unsafe.Pointer) unsafe.Pointer

//go:linkname mapdelete runtime.mapdelete
func mapdelete(t *Type, m, key unsafe.Pointer)

//go:linkname makemap runtime.makemap
func makemap(t *Type, hint int, m unsafe.Pointer) unsafe.Pointer

// place is the address of a value, which may lie in the word itself.
func (v *Value) place() unsafe.Pointer {
	if v.Flag&FlagIndir != 0 {
		return v.Ptr
	}
	return unsafe.Pointer(&v.Ptr)
}

// MapIndex gives a copy of m[key], the zero Value if there is none.
func MapIndex(m, key Value) Value {
	p, ok := mapaccess2(m.Typ, m.word(), key.place())
	if !ok {
		return Value{}
	}
	t := m.Typ.Elem()
	return Copy(Value{t, p, (m.Flag|key.Flag)&flagAnyRO | FlagIndir | uintptr(t.Kind())})
}

func MapSet(m, key, elem Value) {
	p := mapassign(m.Typ, m.word(), key.place())
	typedmemmove(m.Typ.Elem(), p, elem.place())
}

func MapDelete(m, key Value) { mapdelete(m.Typ, m.word(), key.place()) }

func MakeMap(t *Type, n int) Value { return Value{t, makemap(t, n, nil), uintptr(Map)} }

// PointerOf gives the address of the variable v as a value of the pointer type t.
func PointerOf(t *Type, v Value) Value { return Value{t, v.Ptr, uintptr(Ptr)} }
