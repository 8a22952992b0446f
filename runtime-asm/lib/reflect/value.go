package reflect

// value.go: values. The three words of a Value are those of rtype.Value.

import (
	rt "internal/rtype"
	"math"
	"unsafe"
)

type Value struct {
	typ  *rt.Type
	ptr  unsafe.Pointer
	flag uintptr
}

func (v Value) r() rt.Value       { return rt.Value{v.typ, v.ptr, v.flag} }
func wrap(v rt.Value) Value       { return Value{v.Typ, v.Ptr, v.Flag} }
func (v Value) IsValid() bool     { return v.flag != 0 }
func (v Value) Kind() Kind        { return Kind(v.r().Kind()) }
func (v Value) CanAddr() bool     { return v.r().CanAddr() }
func (v Value) CanSet() bool      { return v.r().CanAddr() && v.r().CanInterface() }
func ValueOf(i interface{}) Value { return wrap(rt.ValueOf(i)) }

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

func (v Value) must(method string, ok bool) {
	if !ok {
		panic(&ValueError{"reflect.Value." + method, v.Kind()})
	}
}

func (v Value) mustSet(method string) {
	switch {
	case !v.IsValid():
		panic(&ValueError{"reflect.Value." + method, Invalid})
	case !v.r().CanInterface():
		panic("reflect: reflect.flag.mustBeAssignable using value obtained using unexported field")
	case !v.CanAddr():
		panic("reflect: reflect.flag.mustBeAssignable using unaddressable value")
	}
}

func (v Value) Type() Type {
	v.must("Type", v.IsValid())
	return toType(v.typ)
}

func (v Value) CanInterface() bool {
	v.must("CanInterface", v.IsValid())
	return v.r().CanInterface()
}

func (v Value) Interface() interface{} {
	v.must("Interface", v.IsValid())
	if !v.r().CanInterface() {
		panic("reflect.Value.Interface: cannot return value obtained from unexported field or method")
	}
	if v.Kind() != Interface && v.CanAddr() {
		return rt.Copy(v.r()).Interface()
	}
	return v.r().Interface()
}

func isSigned(k Kind) bool   { return Int <= k && k <= Int64 }
func isUnsigned(k Kind) bool { return Uint <= k && k <= Uintptr }
func isFloat(k Kind) bool    { return k == Float32 || k == Float64 }
func isComplex(k Kind) bool  { return k == Complex64 || k == Complex128 }

func (v Value) Bool() bool {
	v.must("Bool", v.Kind() == Bool)
	return v.r().Bool()
}

func (v Value) Int() int64 {
	v.must("Int", isSigned(v.Kind()))
	return v.r().Int()
}

func (v Value) Uint() uint64 {
	v.must("Uint", isUnsigned(v.Kind()))
	return v.r().Uint()
}

func (v Value) Float() float64 {
	v.must("Float", isFloat(v.Kind()))
	return v.r().Float()
}

func (v Value) Complex() complex128 {
	v.must("Complex", isComplex(v.Kind()))
	return v.r().Complex()
}

func (v Value) Bytes() []byte {
	v.must("Bytes", v.Kind() == Slice)
	if v.typ.Elem().Kind() != rt.Uint8 {
		panic("reflect.Value.Bytes of non-byte slice")
	}
	return v.r().Bytes()
}

// String is the text of a string, and a description of anything else.
func (v Value) String() string {
	switch v.Kind() {
	case String:
		return v.r().Str()
	case Invalid:
		return "<invalid Value>"
	}
	return "<" + v.typ.String() + " Value>"
}

func (v Value) Pointer() uintptr {
	switch v.Kind() {
	case Chan, Func, Map, Ptr, Slice, UnsafePointer:
		return v.r().Pointer()
	}
	panic(&ValueError{"reflect.Value.Pointer", v.Kind()})
}

func (v Value) UnsafeAddr() uintptr {
	if !v.CanAddr() {
		panic("reflect.Value.UnsafeAddr of unaddressable value")
	}
	return uintptr(v.ptr)
}

func (v Value) IsNil() bool {
	switch v.Kind() {
	case Chan, Func, Interface, Map, Ptr, Slice, UnsafePointer:
		return v.r().IsNil()
	}
	panic(&ValueError{"reflect.Value.IsNil", v.Kind()})
}

func (v Value) IsZero() bool {
	switch k := v.Kind(); {
	case k == Bool:
		return !v.Bool()
	case isSigned(k):
		return v.Int() == 0
	case isUnsigned(k):
		return v.Uint() == 0
	case isFloat(k):
		return math.Float64bits(v.Float()) == 0
	case isComplex(k):
		c := v.Complex()
		return math.Float64bits(real(c)) == 0 && math.Float64bits(imag(c)) == 0
	case k == Array:
		for i := 0; i < v.Len(); i++ {
			if !v.Index(i).IsZero() {
				return false
			}
		}
		return true
	case k == String:
		return v.Len() == 0
	case k == Struct:
		for i := 0; i < v.NumField(); i++ {
			if !v.Field(i).IsZero() {
				return false
			}
		}
		return true
	case k == Invalid:
		panic(&ValueError{"reflect.Value.IsZero", Invalid})
	}
	return v.IsNil()
}

func (v Value) Len() int {
	switch v.Kind() {
	case Array, Chan, Map, Slice, String:
		return v.r().Len()
	}
	panic(&ValueError{"reflect.Value.Len", v.Kind()})
}

func (v Value) Cap() int {
	switch v.Kind() {
	case Array, Chan, Slice:
		return v.r().Cap()
	}
	panic(&ValueError{"reflect.Value.Cap", v.Kind()})
}

func (v Value) Elem() Value {
	v.must("Elem", v.Kind() == Interface || v.Kind() == Ptr)
	return wrap(v.r().Elem())
}

// Indirect follows a pointer.
func Indirect(v Value) Value {
	if v.Kind() != Ptr {
		return v
	}
	return v.Elem()
}

func (v Value) NumField() int {
	v.must("NumField", v.Kind() == Struct)
	return v.typ.NumField()
}

func (v Value) Field(i int) Value {
	v.must("Field", v.Kind() == Struct)
	if i < 0 || i >= v.typ.NumField() {
		panic("reflect: Field index out of range")
	}
	return wrap(v.r().Field(i))
}

func (v Value) FieldByIndex(index []int) Value {
	for i, x := range index {
		if i > 0 && v.Kind() == Ptr && v.typ.Elem().Kind() == rt.Struct {
			if v.IsNil() {
				panic("reflect: indirection through nil pointer to embedded struct")
			}
			v = v.Elem()
		}
		v = v.Field(x)
	}
	return v
}

func (v Value) FieldByName(name string) Value {
	v.must("FieldByName", v.Kind() == Struct)
	if f, ok := v.Type().FieldByName(name); ok {
		return v.FieldByIndex(f.Index)
	}
	return Value{}
}

func (v Value) Index(i int) Value {
	k := v.Kind()
	v.must("Index", k == Array || k == Slice || k == String)
	if uint(i) >= uint(v.Len()) {
		panic("reflect: " + k.String() + " index out of range")
	}
	return wrap(v.r().Index(i))
}

func (v Value) NumMethod() int {
	v.must("NumMethod", v.IsValid())
	return v.typ.NumMethod()
}

func (v Value) Addr() Value {
	if !v.CanAddr() {
		panic("reflect.Value.Addr of unaddressable value")
	}
	return wrap(rt.PointerTo(v.r()))
}

func (v Value) SetBool(x bool) {
	v.mustSet("SetBool")
	v.must("SetBool", v.Kind() == Bool)
	v.r().SetBool(x)
}

func (v Value) SetInt(x int64) {
	v.mustSet("SetInt")
	v.must("SetInt", isSigned(v.Kind()))
	v.r().SetInt(x)
}

func (v Value) SetUint(x uint64) {
	v.mustSet("SetUint")
	v.must("SetUint", isUnsigned(v.Kind()))
	v.r().SetUint(x)
}

func (v Value) SetFloat(x float64) {
	v.mustSet("SetFloat")
	v.must("SetFloat", isFloat(v.Kind()))
	v.r().SetFloat(x)
}

func (v Value) SetComplex(x complex128) {
	v.mustSet("SetComplex")
	v.must("SetComplex", isComplex(v.Kind()))
	v.r().SetComplex(x)
}

func (v Value) SetString(x string) {
	v.mustSet("SetString")
	v.must("SetString", v.Kind() == String)
	v.r().SetStr(x)
}

func (v Value) SetBytes(x []byte) {
	v.mustSet("SetBytes")
	v.must("SetBytes", v.Kind() == Slice)
	v.r().SetBytes(x)
}

func (v Value) SetLen(n int) {
	v.mustSet("SetLen")
	v.must("SetLen", v.Kind() == Slice)
	if uint(n) > uint(v.Cap()) {
		panic("reflect: slice length out of range in SetLen")
	}
	rt.SetLen(v.r(), n)
}

func (v Value) Set(x Value) {
	v.mustSet("Set")
	if !x.r().CanInterface() {
		panic("reflect: reflect.flag.mustBeExported using value obtained using unexported field")
	}
	store(v, x, "reflect.Set")
}

// store assigns x to the variable v, converting to an interface if need be.
func store(v, x Value, context string) {
	if !x.IsValid() {
		panic(&ValueError{context, Invalid})
	}
	if !x.typ.AssignableTo(v.typ) {
		panic(context + ": value of type " + x.typ.String() + " is not assignable to type " + v.typ.String())
	}
	if v.Kind() == Interface && x.Kind() != Interface {
		rt.StoreInterface(v.typ, v.ptr, x.Interface())
		return
	}
	v.r().Assign(x.r())
}

// Zero is the zero value of a type; New a pointer to a fresh one.
func Zero(t Type) Value {
	v := rt.New(descriptor(t))
	return wrap(rt.Copy(v))
}

func New(t Type) Value { return wrap(rt.PointerTo(rt.New(descriptor(t)))) }

func (v Value) OverflowInt(x int64) bool {
	bits := uint(v.typ.Size) * 8
	return x<<(64-bits)>>(64-bits) != x
}

func (v Value) OverflowUint(x uint64) bool {
	bits := uint(v.typ.Size) * 8
	return x<<(64-bits)>>(64-bits) != x
}

func (v Value) OverflowFloat(x float64) bool {
	x = math.Abs(x)
	return v.Kind() == Float32 && math.MaxFloat32 < x && x <= math.MaxFloat64
}

// sliceBounds panics as slicing does.
func (v Value) Slice(i, j int) Value {
	switch v.Kind() {
	case String:
		s := v.String()
		if i < 0 || j < i || j > len(s) {
			panic("reflect.Value.Slice: string slice index out of bounds")
		}
		n := rt.New(v.typ)
		n.SetStr(s[i:j])
		return wrap(rt.Copy(n))
	case Slice:
		if i < 0 || j < i || j > v.Cap() {
			panic("reflect.Value.Slice: slice index out of bounds")
		}
		return wrap(rt.Reslice(v.r(), i, j, v.Cap()))
	case Array:
		if !v.CanAddr() {
			panic("reflect.Value.Slice: slice of unaddressable array")
		}
		if i < 0 || j < i || j > v.Len() {
			panic("reflect.Value.Slice: slice index out of bounds")
		}
		return wrap(rt.SliceArray(v.r(), i, j))
	}
	panic(&ValueError{"reflect.Value.Slice", v.Kind()})
}

func MakeSlice(t Type, len, cap int) Value {
	if t.Kind() != Slice {
		panic("reflect.MakeSlice of non-slice type")
	}
	if len < 0 || cap < len {
		panic("reflect.MakeSlice: bad length")
	}
	return wrap(rt.MakeSlice(descriptor(t), len, cap))
}

// Append grows as append does in amount: doubling, from 1024 on by quarters.
func Append(s Value, x ...Value) Value {
	s.must("Append", s.Kind() == Slice)
	n := s.Len()
	need := n + len(x)
	if need > s.Cap() {
		c := s.Cap()
		if c == 0 {
			c = len(x)
		}
		for c < need {
			if n < 1024 {
				c += c
			} else {
				c += c / 4
			}
		}
		bigger := MakeSlice(s.Type(), need, c)
		Copy(bigger, s)
		s = bigger
	} else {
		s = wrap(rt.Reslice(s.r(), 0, need, s.Cap()))
	}
	for i, e := range x {
		store(s.Index(n+i), e, "reflect.Set")
	}
	return s
}

func AppendSlice(s, t Value) Value {
	for i := 0; i < t.Len(); i++ {
		s = Append(s, t.Index(i))
	}
	return s
}

func Copy(dst, src Value) int {
	n := dst.Len()
	if src.Len() < n {
		n = src.Len()
	}
	// In the direction that overlapping slices allow.
	if n > 0 && src.Kind() == Slice && dst.Pointer() > src.Pointer() {
		for i := n - 1; i >= 0; i-- {
			dst.Index(i).r().Assign(src.Index(i).r())
		}
		return n
	}
	for i := 0; i < n; i++ {
		dst.Index(i).r().Assign(src.Index(i).r())
	}
	return n
}

// MapIter walks over a map.
type MapIter struct{ it *rt.MapIter }

func (v Value) MapRange() *MapIter {
	v.must("MapRange", v.Kind() == Map)
	return &MapIter{v.r().MapRange()}
}

func (it *MapIter) Next() bool   { return it.it.Next() }
func (it *MapIter) Key() Value   { return wrap(it.it.Key()) }
func (it *MapIter) Value() Value { return wrap(it.it.Elem()) }

func (v Value) MapKeys() []Value {
	v.must("MapKeys", v.Kind() == Map)
	keys := make([]Value, 0, v.Len())
	for it := v.MapRange(); it.Next(); {
		keys = append(keys, it.Key())
	}
	return keys
}

// as gives x as a variable of type t.
func as(t *rt.Type, x Value, context string) rt.Value {
	v := rt.New(t)
	store(wrap(v), x, context)
	return v
}

func (v Value) MapIndex(key Value) Value {
	v.must("MapIndex", v.Kind() == Map)
	k := as(v.typ.Key(), key, "reflect.Value.MapIndex")
	return wrap(rt.MapIndex(v.r(), k))
}

func (v Value) SetMapIndex(key, elem Value) {
	v.must("SetMapIndex", v.Kind() == Map)
	k := as(v.typ.Key(), key, "reflect.Value.SetMapIndex")
	if !elem.IsValid() {
		rt.MapDelete(v.r(), k)
		return
	}
	rt.MapSet(v.r(), k, as(v.typ.Elem(), elem, "reflect.Value.SetMapIndex"))
}

func MakeMap(t Type) Value { return MakeMapWithSize(t, 0) }

func MakeMapWithSize(t Type, n int) Value {
	if t.Kind() != Map {
		panic("reflect.MakeMapWithSize of non-map type")
	}
	return wrap(rt.MakeMap(descriptor(t), n))
}

// Convert converts as Go does between types known at compile time.
func (v Value) Convert(t Type) Value {
	if !v.Type().ConvertibleTo(t) {
		panic("reflect.Value.Convert: value of type " + v.typ.String() + " cannot be converted to type " + t.String())
	}
	d := descriptor(t)
	out := rt.New(d)
	from, to := v.Kind(), t.Kind()
	switch {
	case to == Interface:
		store(wrap(out), v, "reflect.Value.Convert")
	case isNumber(from) && isNumber(to):
		convertNumber(out, v)
	case isComplex(from) && isComplex(to):
		out.SetComplex(v.Complex())
	case to == String && isSigned(from):
		out.SetStr(string(rune(v.Int())))
	case to == String && isUnsigned(from):
		out.SetStr(string(rune(v.Uint())))
	case to == String && from == Slice && v.typ.Elem().Kind() == rt.Uint8:
		out.SetStr(string(v.r().Bytes()))
	case to == String && from == Slice:
		out.SetStr(string(*(*[]rune)(v.ptr)))
	case from == String && to == Slice && d.Elem().Kind() == rt.Uint8:
		out.SetBytes([]byte(v.String()))
	case from == String && to == Slice:
		*(*[]rune)(out.Ptr) = []rune(v.String())
	default:
		x := v.r()
		x.Typ = d
		out.Assign(x)
	}
	return wrap(rt.Copy(out))
}

func convertNumber(out rt.Value, v Value) {
	k := v.Kind()
	switch to := Kind(out.Kind()); {
	case isSigned(to):
		switch {
		case isSigned(k):
			out.SetInt(v.Int())
		case isUnsigned(k):
			out.SetInt(int64(v.Uint()))
		default:
			out.SetInt(int64(v.Float()))
		}
	case isUnsigned(to):
		switch {
		case isSigned(k):
			out.SetUint(uint64(v.Int()))
		case isUnsigned(k):
			out.SetUint(v.Uint())
		default:
			out.SetUint(uint64(v.Float()))
		}
	default:
		switch {
		case isSigned(k):
			out.SetFloat(float64(v.Int()))
		case isUnsigned(k):
			out.SetFloat(float64(v.Uint()))
		default:
			out.SetFloat(v.Float())
		}
	}
}

// Swapper gives a function that swaps two elements of a slice.
func Swapper(slice interface{}) func(i, j int) {
	if v := ValueOf(slice); v.Kind() != Slice {
		panic(&ValueError{"Swapper", v.Kind()})
	}
	return rt.Swapper(slice)
}
