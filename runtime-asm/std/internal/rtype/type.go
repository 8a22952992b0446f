// Package rtype reads the type descriptors that the compiler emits, and values through them. It is
// what fmt, errors, sort and reflect stand on: concrete types and plain functions, so that a program
// that prints an integer does not link what prints a map.
//
// type.go: the descriptor. Every descriptor starts with the same 48 bytes (Type below); what follows
// depends on the kind (ptrType, structType, ...); named types and types with methods carry a 16-byte
// "uncommon" part after that. Names are records elsewhere: a flag byte, a length of two bytes (high
// byte first), the text, then the same again for a field's tag.
//
// This package has no separate description: what is here is both what importers see and what is
// compiled.
package rtype

import "unsafe"

// Kind is the number of a kind of type, as descriptors hold it.
type Kind uint

const (
	Invalid Kind = iota
	Bool
	Int
	Int8
	Int16
	Int32
	Int64
	Uint
	Uint8
	Uint16
	Uint32
	Uint64
	Uintptr
	Float32
	Float64
	Complex64
	Complex128
	Array
	Chan
	Func
	Interface
	Map
	Ptr
	Slice
	String
	Struct
	UnsafePointer
)

const (
	kindMask       = 31
	kindDirect     = 1 << 5 // an interface's data word is the value, not its address
	tflagUncommon  = 1
	tflagExtraStar = 2 // the name record has a '*' in front that is no part of the name
	tflagNamed     = 4
)

// Type is the header of a descriptor. Its address identifies the type, up to types that several
// packages spell out (see Same).
type Type struct {
	Size       uintptr
	PtrData    uintptr // bytes from the start that may hold pointers
	Hash       uint32
	tflag      uint8
	Align      uint8
	FieldAlign uint8
	kind       uint8
	alg        unsafe.Pointer
	GCData     *byte
	str        int32 // offset of the name record
	ptrToThis  int32 // offset of the descriptor of *T, or 0
}

type arrayType struct {
	Type
	elem  *Type
	slice *Type
	len   uintptr
}

type chanType struct {
	Type
	elem *Type
	dir  uintptr
}

type funcType struct {
	Type
	in  uint16
	out uint16 // top bit: variadic
}

// Imethod is a method of an interface type: offsets of its name and of its type.
type Imethod struct {
	name int32
	typ  int32
}

type interfaceType struct {
	Type
	pkgPath *byte
	methods []Imethod
}

type mapType struct {
	Type
	key    *Type
	elem   *Type
	bucket *Type
}

type ptrType struct {
	Type
	elem *Type
}

type structField struct {
	name   *byte
	typ    *Type
	offset uintptr // byte offset, shifted left by one; low bit: embedded
}

type structType struct {
	Type
	pkgPath *byte
	fields  []structField
}

type uncommonType struct {
	pkgPath int32
	mcount  uint16 // methods
	xcount  uint16 // exported methods; they come first
	moff    uint32 // from here to the method array
	_       uint32
}

type method struct {
	name int32
	typ  int32
	ifn  int32 // code that takes the interface's data word as receiver
	tfn  int32
}

// resolveNameOff and resolveTypeOff turn an offset in a descriptor into an address.
func resolveNameOff(ptrInModule unsafe.Pointer, off int32) unsafe.Pointer
func resolveTypeOff(ptrInModule unsafe.Pointer, off int32) unsafe.Pointer
func resolveTextOff(ptrInModule unsafe.Pointer, off int32) unsafe.Pointer

type eface struct {
	typ  *Type
	data unsafe.Pointer
}

func add(p unsafe.Pointer, n uintptr) unsafe.Pointer { return unsafe.Pointer(uintptr(p) + n) }

// nameText gives the text of a name record, which lies in read-only data.
func nameText(rec *byte) (s string) {
	if rec == nil {
		return ""
	}
	p := unsafe.Pointer(rec)
	h := (*stringHeader)(unsafe.Pointer(&s))
	h.data = add(p, 3)
	h.len = int(*(*byte)(add(p, 1)))<<8 | int(*(*byte)(add(p, 2)))
	return
}

func nameExported(rec *byte) bool { return *rec&1 != 0 }

// nameTag gives a field's tag.
func nameTag(rec *byte) (s string) {
	if *rec&2 == 0 {
		return ""
	}
	p := add(unsafe.Pointer(rec), uintptr(3+len(nameText(rec))))
	h := (*stringHeader)(unsafe.Pointer(&s))
	h.data = add(p, 2)
	h.len = int(*(*byte)(p))<<8 | int(*(*byte)(add(p, 1)))
	return
}

// namePkgPath gives the package of an unexported name that a type elsewhere mentions, or "".
func namePkgPath(rec *byte) string {
	if rec == nil || *rec&4 == 0 {
		return ""
	}
	n := 3 + len(nameText(rec))
	if *rec&2 != 0 {
		n += 2 + len(nameTag(rec))
	}
	var off int32
	p := add(unsafe.Pointer(rec), uintptr(n))
	b := (*[4]byte)(unsafe.Pointer(&off))
	*b = *(*[4]byte)(p)
	return nameText((*byte)(resolveNameOff(unsafe.Pointer(rec), off)))
}

type stringHeader struct {
	data unsafe.Pointer
	len  int
}

type sliceHeader struct {
	data unsafe.Pointer
	len  int
	cap  int
}

// TypeOf gives the descriptor of the value in i, nil for a nil interface.
func TypeOf(i interface{}) *Type { return (*eface)(unsafe.Pointer(&i)).typ }

func (t *Type) Kind() Kind { return Kind(t.kind & kindMask) }

// Direct reports whether an interface holds values of t in its data word itself.
func (t *Type) Direct() bool { return t.kind&kindDirect != 0 }

// String is the type as Go source spells it, packages by their names.
func (t *Type) String() string {
	s := nameText((*byte)(resolveNameOff(unsafe.Pointer(t), t.str)))
	if t.tflag&tflagExtraStar != 0 {
		return s[1:]
	}
	return s
}

// Address tells types apart and gives them some order.
func (t *Type) Address() uintptr { return uintptr(unsafe.Pointer(t)) }

// Named reports whether t has a name of its own.
func (t *Type) Named() bool { return t.tflag&tflagNamed != 0 }

// Name is the name without its package, "" for types that have none.
func (t *Type) Name() string {
	if !t.Named() {
		return ""
	}
	s := t.String()
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == '.' {
			return s[i+1:]
		}
	}
	return s
}

func (t *Type) uncommon() *uncommonType {
	if t.tflag&tflagUncommon == 0 {
		return nil
	}
	n := unsafe.Sizeof(Type{})
	switch t.Kind() {
	case Array:
		n = unsafe.Sizeof(arrayType{})
	case Chan:
		n = unsafe.Sizeof(chanType{})
	case Func:
		n = unsafe.Sizeof(funcType{})
	case Interface:
		n = unsafe.Sizeof(interfaceType{})
	case Map:
		n = unsafe.Sizeof(mapType{}) + 8
	case Ptr, Slice:
		n = unsafe.Sizeof(ptrType{})
	case Struct:
		n = unsafe.Sizeof(structType{})
	}
	return (*uncommonType)(add(unsafe.Pointer(t), n))
}

// PkgPath is the import path of the package that defines a named type.
func (t *Type) PkgPath() string {
	if t.tflag&tflagNamed == 0 {
		return ""
	}
	u := t.uncommon()
	if u == nil || u.pkgPath == 0 {
		return ""
	}
	return nameText((*byte)(resolveNameOff(unsafe.Pointer(t), u.pkgPath)))
}

// Elem is the element type of an array, channel, map, pointer or slice type.
func (t *Type) Elem() *Type {
	switch t.Kind() {
	case Array:
		return (*arrayType)(unsafe.Pointer(t)).elem
	case Chan:
		return (*chanType)(unsafe.Pointer(t)).elem
	case Map:
		return (*mapType)(unsafe.Pointer(t)).elem
	case Ptr, Slice:
		return (*ptrType)(unsafe.Pointer(t)).elem
	}
	panic("reflect: Elem of invalid type")
}

// Key is the key type of a map type.
func (t *Type) Key() *Type { return (*mapType)(unsafe.Pointer(t)).key }

// Len is the length of an array type.
func (t *Type) Len() int { return int((*arrayType)(unsafe.Pointer(t)).len) }

// ChanDir is 1 for receive, 2 for send, 3 for both.
func (t *Type) ChanDir() int { return int((*chanType)(unsafe.Pointer(t)).dir) }

// NumField, FieldName, ... describe struct types.
func (t *Type) NumField() int { return len((*structType)(unsafe.Pointer(t)).fields) }

func (t *Type) field(i int) *structField { return &(*structType)(unsafe.Pointer(t)).fields[i] }

func (t *Type) FieldName(i int) string      { return nameText(t.field(i).name) }
func (t *Type) FieldTag(i int) string       { return nameTag(t.field(i).name) }
func (t *Type) FieldExported(i int) bool    { return nameExported(t.field(i).name) }
func (t *Type) FieldType(i int) *Type       { return t.field(i).typ }
func (t *Type) FieldOffset(i int) uintptr   { return t.field(i).offset >> 1 }
func (t *Type) FieldEmbedded(i int) bool    { return t.field(i).offset&1 != 0 }
func (t *Type) StructPkgPath() string       { return nameText((*structType)(unsafe.Pointer(t)).pkgPath) }
func (t *Type) InterfaceMethods() []Imethod { return (*interfaceType)(unsafe.Pointer(t)).methods }

// NumIn, NumOut, In, Out, Variadic describe func types.
func (t *Type) NumIn() int     { return int((*funcType)(unsafe.Pointer(t)).in) }
func (t *Type) NumOut() int    { return int((*funcType)(unsafe.Pointer(t)).out & 0x7fff) }
func (t *Type) Variadic() bool { return (*funcType)(unsafe.Pointer(t)).out&0x8000 != 0 }

func (t *Type) param(i int) *Type {
	n := unsafe.Sizeof(funcType{})
	if t.tflag&tflagUncommon != 0 {
		n += unsafe.Sizeof(uncommonType{})
	}
	return *(**Type)(add(unsafe.Pointer(t), n+uintptr(i)*8))
}

func (t *Type) In(i int) *Type  { return t.param(i) }
func (t *Type) Out(i int) *Type { return t.param(t.NumIn() + i) }

// Comparable reports whether == may be applied to values of t (it may still panic for interfaces).
func (t *Type) Comparable() bool {
	switch t.Kind() {
	case Func, Map, Slice:
		return false
	case Array:
		return t.Elem().Comparable()
	case Struct:
		for i := 0; i < t.NumField(); i++ {
			if !t.FieldType(i).Comparable() {
				return false
			}
		}
	}
	return true
}

// methodAt gives the i-th entry of the method array, exported ones first.
func (t *Type) methodAt(u *uncommonType, i int) *method {
	return (*method)(add(unsafe.Pointer(u), uintptr(u.moff)+uintptr(i)*unsafe.Sizeof(method{})))
}

// NumMethod counts exported methods; of an interface type, all.
func (t *Type) NumMethod() int {
	if t.Kind() == Interface {
		return len(t.InterfaceMethods())
	}
	if u := t.uncommon(); u != nil {
		return int(u.xcount)
	}
	return 0
}

func (t *Type) typeOff(off int32) *Type {
	return (*Type)(resolveTypeOff(unsafe.Pointer(t), off))
}

func (t *Type) nameOff(off int32) *byte {
	return (*byte)(resolveNameOff(unsafe.Pointer(t), off))
}

// Implements reports whether values of t have the methods of the interface type iface. Both method
// lists are sorted by name, so one walk over both decides.
func (t *Type) Implements(iface *Type) bool {
	want := iface.InterfaceMethods()
	if len(want) == 0 {
		return true
	}
	if t.Kind() == Interface {
		have := t.InterfaceMethods()
		i := 0
		for j := range have {
			w, h := iface.nameOff(want[i].name), t.nameOff(have[j].name)
			if nameText(w) == nameText(h) && Same(iface.typeOff(want[i].typ), t.typeOff(have[j].typ)) && samePackage(iface, w, t, h) {
				if i++; i == len(want) {
					return true
				}
			}
		}
		return false
	}
	u := t.uncommon()
	if u == nil {
		return false
	}
	i := 0
	for j := 0; j < int(u.mcount); j++ {
		m := t.methodAt(u, j)
		w, h := iface.nameOff(want[i].name), t.nameOff(m.name)
		if nameText(w) == nameText(h) && Same(iface.typeOff(want[i].typ), t.typeOff(m.typ)) && samePackage(iface, w, t, h) {
			if i++; i == len(want) {
				return true
			}
		}
	}
	return false
}

// samePackage settles unexported method names: they are the same only within one package.
func samePackage(iface *Type, w *byte, t *Type, h *byte) bool {
	if nameExported(w) {
		return true
	}
	wp := namePkgPath(w)
	if wp == "" {
		wp = nameText((*interfaceType)(unsafe.Pointer(iface)).pkgPath)
	}
	hp := namePkgPath(h)
	if hp == "" {
		if t.Kind() == Interface {
			hp = nameText((*interfaceType)(unsafe.Pointer(t)).pkgPath)
		} else if u := t.uncommon(); u != nil && u.pkgPath != 0 {
			hp = nameText(t.nameOff(u.pkgPath))
		}
	}
	return wp == hp
}

// Same reports whether two descriptors are of one type. The linker merges descriptors by name, so
// addresses decide.
func Same(a, b *Type) bool { return a == b }

// AssignableTo reports whether a value of type t may be assigned to a variable of type u.
func (t *Type) AssignableTo(u *Type) bool {
	if Same(t, u) {
		return true
	}
	if u.Kind() == Interface {
		return t.Implements(u)
	}
	if t.Named() && u.Named() || t.Kind() != u.Kind() {
		return false
	}
	return sameUnderlying(t, u)
}

// sameUnderlying compares the structure of two types of the same kind.
func sameUnderlying(t, u *Type) bool {
	if t.Kind() <= Complex128 || t.Kind() == String || t.Kind() == UnsafePointer {
		return t.Kind() == u.Kind()
	}
	switch t.Kind() {
	case Array:
		return t.Len() == u.Len() && Same(t.Elem(), u.Elem())
	case Chan:
		if !Same(t.Elem(), u.Elem()) {
			return false
		}
		return t.ChanDir() == u.ChanDir() || t.ChanDir() == 3
	case Map:
		return Same(t.Key(), u.Key()) && Same(t.Elem(), u.Elem())
	case Ptr, Slice:
		return Same(t.Elem(), u.Elem())
	case Interface:
		return t.Implements(u) && u.Implements(t)
	case Func:
		if t.NumIn() != u.NumIn() || t.NumOut() != u.NumOut() || t.Variadic() != u.Variadic() {
			return false
		}
		for i := 0; i < t.NumIn()+t.NumOut(); i++ {
			if !Same(t.param(i), u.param(i)) {
				return false
			}
		}
		return true
	case Struct:
		if t.NumField() != u.NumField() || t.StructPkgPath() != u.StructPkgPath() {
			return false
		}
		for i := 0; i < t.NumField(); i++ {
			if t.FieldName(i) != u.FieldName(i) || !Same(t.FieldType(i), u.FieldType(i)) ||
				t.FieldTag(i) != u.FieldTag(i) || t.FieldEmbedded(i) != u.FieldEmbedded(i) {
				return false
			}
		}
		return true
	}
	return false
}

// SameUnderlying reports whether two types have the same structure.
func (t *Type) SameUnderlying(u *Type) bool { return t.Kind() == u.Kind() && sameUnderlying(t, u) }

// MethodInfo describes the i-th exported method; of an interface type, any method.
func (t *Type) MethodInfo(i int) (name string, typ *Type, exported bool) {
	if i < 0 || i >= t.NumMethod() {
		panic("reflect: Method index out of range")
	}
	if t.Kind() == Interface {
		m := &t.InterfaceMethods()[i]
		rec := t.nameOff(m.name)
		return nameText(rec), t.typeOff(m.typ), nameExported(rec)
	}
	m := t.methodAt(t.uncommon(), i)
	if m.typ != 0 && m.typ != -1 {
		typ = t.typeOff(m.typ)
	}
	return nameText(t.nameOff(m.name)), typ, true
}

// PtrTo gives *T if the descriptor knows it, else nil.
func (t *Type) PtrTo() *Type {
	if t.ptrToThis == 0 {
		return nil
	}
	return t.typeOff(t.ptrToThis)
}
