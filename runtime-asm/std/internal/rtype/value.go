package rtype

// value.go: a value of a type known only at run time. Value has the three words of reflect.Value.

import "unsafe"

// Value is a type, a word, and what the word means: the value itself, or its address (flagIndir).
type Value struct {
	Typ  *Type
	Ptr  unsafe.Pointer
	Flag uintptr
}

const (
	FlagRO    uintptr = 1 << 5 // reached through an unexported field: Interface is refused
	FlagEmbed uintptr = 1 << 6 // reached through an unexported embedded field
	FlagIndir uintptr = 1 << 7
	FlagAddr  uintptr = 1 << 8 // addressable
	flagAnyRO         = FlagRO | FlagEmbed
)

// ValueOf gives the value in i; the zero Value for a nil interface.
func ValueOf(i interface{}) Value {
	e := (*eface)(unsafe.Pointer(&i))
	if e.typ == nil {
		return Value{}
	}
	v := Value{e.typ, e.data, uintptr(e.typ.Kind())}
	if !e.typ.Direct() {
		v.Flag |= FlagIndir
	}
	return v
}

// Reflected gives what v holds if it is a reflect.Value.
func Reflected(v Value) (Value, bool) {
	if v.Kind() != Struct || v.Typ.Size != unsafe.Sizeof(v) || v.Typ.String() != "reflect.Value" || v.Typ.PkgPath() != "reflect" {
		return Value{}, false
	}
	return *(*Value)(v.Ptr), true
}

// At gives the addressable variable of type t at p.
func At(t *Type, p unsafe.Pointer) Value {
	return Value{t, p, uintptr(t.Kind()) | FlagIndir | FlagAddr}
}

func (v Value) IsValid() bool      { return v.Flag != 0 }
func (v Value) Kind() Kind         { return Kind(v.Flag & kindMask) }
func (v Value) CanInterface() bool { return v.Flag&flagAnyRO == 0 }
func (v Value) CanAddr() bool      { return v.Flag&FlagAddr != 0 }

// addr is the address of the value, which must be FlagIndir or live in the word (then nil-safe kinds
// use word).
func (v Value) addr() unsafe.Pointer { return v.Ptr }

// word is the value of a pointer-shaped kind.
func (v Value) word() unsafe.Pointer {
	if v.Flag&FlagIndir != 0 {
		return *(*unsafe.Pointer)(v.Ptr)
	}
	return v.Ptr
}

// Interface gives the value as an interface. The data word may alias the variable: callers only read.
func (v Value) Interface() (i interface{}) {
	if v.Kind() == Interface {
		if len(v.Typ.InterfaceMethods()) == 0 {
			return *(*interface{})(v.Ptr)
		}
		return *(*interface{ M() })(v.Ptr)
	}
	e := (*eface)(unsafe.Pointer(&i))
	e.typ = v.Typ
	if v.Typ.Direct() {
		e.data = v.word()
	} else {
		e.data = v.Ptr
	}
	return
}

func (v Value) Bool() bool { return *(*bool)(v.Ptr) }

// Int is the value of a signed integer.
func (v Value) Int() int64 {
	switch v.Kind() {
	case Int:
		return int64(*(*int)(v.Ptr))
	case Int8:
		return int64(*(*int8)(v.Ptr))
	case Int16:
		return int64(*(*int16)(v.Ptr))
	case Int32:
		return int64(*(*int32)(v.Ptr))
	}
	return *(*int64)(v.Ptr)
}

// Uint is the value of an unsigned integer.
func (v Value) Uint() uint64 {
	switch v.Kind() {
	case Uint:
		return uint64(*(*uint)(v.Ptr))
	case Uint8:
		return uint64(*(*uint8)(v.Ptr))
	case Uint16:
		return uint64(*(*uint16)(v.Ptr))
	case Uint32:
		return uint64(*(*uint32)(v.Ptr))
	case Uintptr:
		return uint64(*(*uintptr)(v.Ptr))
	}
	return *(*uint64)(v.Ptr)
}

func (v Value) Float() float64 {
	if v.Kind() == Float32 {
		return float64(*(*float32)(v.Ptr))
	}
	return *(*float64)(v.Ptr)
}

func (v Value) Complex() complex128 {
	if v.Kind() == Complex64 {
		return complex128(*(*complex64)(v.Ptr))
	}
	return *(*complex128)(v.Ptr)
}

// Str is the value of a string kind.
func (v Value) Str() string { return *(*string)(v.Ptr) }

// Pointer is the address that a chan, func, map, pointer, slice or unsafe.Pointer holds.
func (v Value) Pointer() uintptr {
	switch v.Kind() {
	case Slice:
		return uintptr((*sliceHeader)(v.Ptr).data)
	case Func:
		p := v.word()
		if p != nil {
			p = *(*unsafe.Pointer)(p) // a func value points to a closure, whose first word is the code
		}
		return uintptr(p)
	}
	return uintptr(v.word())
}

// IsNil reports whether a chan, func, interface, map, pointer or slice is nil.
func (v Value) IsNil() bool {
	switch v.Kind() {
	case Interface, Slice:
		return *(*unsafe.Pointer)(v.Ptr) == nil
	}
	return v.word() == nil
}

// Len is the length of an array, chan, map, slice or string.
func (v Value) Len() int {
	switch v.Kind() {
	case Array:
		return v.Typ.Len()
	case Slice:
		return (*sliceHeader)(v.Ptr).len
	case String:
		return (*stringHeader)(v.Ptr).len
	}
	p := v.word() // chan and map: the first word of the header counts
	if p == nil {
		return 0
	}
	return *(*int)(p)
}

// Cap is the capacity of an array, chan or slice.
func (v Value) Cap() int {
	switch v.Kind() {
	case Array:
		return v.Typ.Len()
	case Slice:
		return (*sliceHeader)(v.Ptr).cap
	}
	p := v.word()
	if p == nil {
		return 0
	}
	return *(*int)(add(p, 8))
}

// Elem is what an interface holds or a pointer points to; the zero Value if nil.
func (v Value) Elem() Value {
	if v.Kind() == Interface {
		x := ValueOf(v.Interface())
		if x.Flag != 0 {
			x.Flag |= v.Flag & flagAnyRO
		}
		return x
	}
	p := v.word()
	if p == nil {
		return Value{}
	}
	t := v.Typ.Elem()
	return Value{t, p, v.Flag&flagAnyRO | FlagIndir | FlagAddr | uintptr(t.Kind())}
}

// Field is the i-th field of a struct.
func (v Value) Field(i int) Value {
	f := v.Typ.field(i)
	fl := v.Flag&(flagAnyRO|FlagIndir|FlagAddr) | uintptr(f.typ.Kind())
	if !nameExported(f.name) {
		if f.offset&1 != 0 {
			fl |= FlagEmbed
		} else {
			fl |= FlagRO
		}
	}
	// A struct in an interface word has one pointer-shaped field at offset 0.
	return Value{f.typ, add(v.Ptr, f.offset>>1), fl}
}

// Index is the i-th element of an array, slice or string.
func (v Value) Index(i int) Value {
	if uint(i) >= uint(v.Len()) {
		panic("reflect: " + v.Kind().String() + " index out of range")
	}
	switch v.Kind() {
	case Array:
		t := v.Typ.Elem()
		return Value{t, add(v.Ptr, uintptr(i)*t.Size), v.Flag&(flagAnyRO|FlagIndir|FlagAddr) | uintptr(t.Kind())}
	case Slice:
		t := v.Typ.Elem()
		p := add((*sliceHeader)(v.Ptr).data, uintptr(i)*t.Size)
		return Value{t, p, v.Flag&flagAnyRO | FlagIndir | FlagAddr | uintptr(t.Kind())}
	}
	return Value{TypeOf(byte(0)), add((*stringHeader)(v.Ptr).data, uintptr(i)), v.Flag&flagAnyRO | FlagIndir | uintptr(Uint8)}
}

// Bytes is a slice whose elements are bytes.
func (v Value) Bytes() []byte { return *(*[]byte)(v.Ptr) }

// SetInt, SetUint, ... store into a variable of the kind.
func (v Value) SetInt(x int64) {
	switch v.Kind() {
	case Int:
		*(*int)(v.Ptr) = int(x)
	case Int8:
		*(*int8)(v.Ptr) = int8(x)
	case Int16:
		*(*int16)(v.Ptr) = int16(x)
	case Int32:
		*(*int32)(v.Ptr) = int32(x)
	default:
		*(*int64)(v.Ptr) = x
	}
}

func (v Value) SetUint(x uint64) {
	switch v.Kind() {
	case Uint:
		*(*uint)(v.Ptr) = uint(x)
	case Uint8:
		*(*uint8)(v.Ptr) = uint8(x)
	case Uint16:
		*(*uint16)(v.Ptr) = uint16(x)
	case Uint32:
		*(*uint32)(v.Ptr) = uint32(x)
	case Uintptr:
		*(*uintptr)(v.Ptr) = uintptr(x)
	default:
		*(*uint64)(v.Ptr) = x
	}
}

func (v Value) SetFloat(x float64) {
	if v.Kind() == Float32 {
		*(*float32)(v.Ptr) = float32(x)
	} else {
		*(*float64)(v.Ptr) = x
	}
}

func (v Value) SetComplex(x complex128) {
	if v.Kind() == Complex64 {
		*(*complex64)(v.Ptr) = complex64(x)
	} else {
		*(*complex128)(v.Ptr) = x
	}
}

func (v Value) SetBool(x bool)    { *(*bool)(v.Ptr) = x }
func (v Value) SetBytes(x []byte) { *(*[]byte)(v.Ptr) = x }
func (v Value) SetStr(x string)   { *(*string)(v.Ptr) = x }

// String is the kind's name.
func (k Kind) String() string {
	switch k {
	case Bool:
		return "bool"
	case Int:
		return "int"
	case Int8:
		return "int8"
	case Int16:
		return "int16"
	case Int32:
		return "int32"
	case Int64:
		return "int64"
	case Uint:
		return "uint"
	case Uint8:
		return "uint8"
	case Uint16:
		return "uint16"
	case Uint32:
		return "uint32"
	case Uint64:
		return "uint64"
	case Uintptr:
		return "uintptr"
	case Float32:
		return "float32"
	case Float64:
		return "float64"
	case Complex64:
		return "complex64"
	case Complex128:
		return "complex128"
	case Array:
		return "array"
	case Chan:
		return "chan"
	case Func:
		return "func"
	case Interface:
		return "interface"
	case Map:
		return "map"
	case Ptr:
		return "ptr"
	case Slice:
		return "slice"
	case String:
		return "string"
	case Struct:
		return "struct"
	case UnsafePointer:
		return "unsafe.Pointer"
	}
	return "invalid"
}
