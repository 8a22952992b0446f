// Package reflect shows types and values at run time. It puts Go's interface on internal/rtype, which
// reads the descriptors. Not here yet: Call and Method values, MakeFunc, Select, and types made at run
// time that the program does not have (SliceOf and its kin).
//
// type.go: types.
package reflect

import (
	rt "internal/rtype"
	"strconv"
	"unsafe"
)

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

func (k Kind) String() string {
	if k > UnsafePointer {
		return "kind" + strconv.Itoa(int(k))
	}
	return rt.Kind(k).String()
}

type ChanDir int

const (
	RecvDir ChanDir = 1 << iota
	SendDir
	BothDir = RecvDir | SendDir
)

func (d ChanDir) String() string {
	switch d {
	case SendDir:
		return "chan<-"
	case RecvDir:
		return "<-chan"
	case BothDir:
		return "chan"
	}
	return "ChanDir" + strconv.Itoa(int(d))
}

// Type is what one can ask a type. Values of Type are comparable: equal ones are one type.
type Type interface {
	Align() int
	FieldAlign() int
	Method(int) Method
	MethodByName(string) (Method, bool)
	NumMethod() int
	Name() string
	PkgPath() string
	Size() uintptr
	String() string
	Kind() Kind
	Implements(u Type) bool
	AssignableTo(u Type) bool
	ConvertibleTo(u Type) bool
	Comparable() bool
	Bits() int
	ChanDir() ChanDir
	IsVariadic() bool
	Elem() Type
	Field(i int) StructField
	FieldByIndex(index []int) StructField
	FieldByName(name string) (StructField, bool)
	FieldByNameFunc(match func(string) bool) (StructField, bool)
	In(i int) Type
	Key() Type
	Len() int
	NumField() int
	NumIn() int
	NumOut() int
	Out(i int) Type
}

type Method struct {
	Name    string
	PkgPath string
	Type    Type
	Func    Value
	Index   int
}

type StructField struct {
	Name      string
	PkgPath   string
	Type      Type
	Tag       StructTag
	Offset    uintptr
	Index     []int
	Anonymous bool
}

// StructTag is a list of key:"value" pairs, by convention.
type StructTag string

func (tag StructTag) Get(key string) string {
	v, _ := tag.Lookup(key)
	return v
}

func (tag StructTag) Lookup(key string) (value string, ok bool) {
	for tag != "" {
		i := 0
		for i < len(tag) && tag[i] == ' ' {
			i++
		}
		tag = tag[i:]
		i = 0
		for i < len(tag) && tag[i] > ' ' && tag[i] != ':' && tag[i] != '"' && tag[i] != 0x7f {
			i++
		}
		if i == 0 || i+1 >= len(tag) || tag[i] != ':' || tag[i+1] != '"' {
			break
		}
		name := string(tag[:i])
		tag = tag[i+1:]
		i = 1
		for i < len(tag) && tag[i] != '"' {
			if tag[i] == '\\' {
				i++
			}
			i++
		}
		if i >= len(tag) {
			break
		}
		quoted := string(tag[:i+1])
		tag = tag[i+1:]
		if name == key {
			if value, err := strconv.Unquote(quoted); err == nil {
				return value, true
			}
			break
		}
	}
	return "", false
}

// rtype is a descriptor.
type rtype struct{ t rt.Type }

func toType(t *rt.Type) Type {
	if t == nil {
		return nil
	}
	return (*rtype)(unsafe.Pointer(t))
}

func descriptor(t Type) *rt.Type { return &t.(*rtype).t }

func TypeOf(i interface{}) Type { return toType(rt.TypeOf(i)) }

func (t *rtype) Align() int       { return int(t.t.Align) }
func (t *rtype) FieldAlign() int  { return int(t.t.FieldAlign) }
func (t *rtype) Name() string     { return t.t.Name() }
func (t *rtype) PkgPath() string  { return t.t.PkgPath() }
func (t *rtype) Size() uintptr    { return t.t.Size }
func (t *rtype) String() string   { return t.t.String() }
func (t *rtype) Kind() Kind       { return Kind(t.t.Kind()) }
func (t *rtype) Comparable() bool { return t.t.Comparable() }
func (t *rtype) NumMethod() int   { return t.t.NumMethod() }

func (t *rtype) must(k Kind, method string) {
	if t.Kind() != k {
		panic("reflect: " + method + " of non-" + k.String() + " type")
	}
}

func (t *rtype) Bits() int {
	if k := t.Kind(); k < Int || k > Complex128 {
		panic("reflect: Bits of non-arithmetic Type " + t.String())
	}
	return int(t.t.Size) * 8
}

func (t *rtype) ChanDir() ChanDir {
	t.must(Chan, "ChanDir")
	return ChanDir(t.t.ChanDir())
}

func (t *rtype) IsVariadic() bool {
	t.must(Func, "IsVariadic")
	return t.t.Variadic()
}

func (t *rtype) Elem() Type {
	switch t.Kind() {
	case Array, Chan, Map, Ptr, Slice:
		return toType(t.t.Elem())
	}
	panic("reflect: Elem of invalid type")
}

func (t *rtype) Key() Type {
	t.must(Map, "Key")
	return toType(t.t.Key())
}

func (t *rtype) Len() int {
	t.must(Array, "Len")
	return t.t.Len()
}

func (t *rtype) NumField() int {
	t.must(Struct, "NumField")
	return t.t.NumField()
}

func (t *rtype) NumIn() int {
	t.must(Func, "NumIn")
	return t.t.NumIn()
}

func (t *rtype) NumOut() int {
	t.must(Func, "NumOut")
	return t.t.NumOut()
}

func (t *rtype) In(i int) Type {
	t.must(Func, "In")
	return toType(t.t.In(i))
}

func (t *rtype) Out(i int) Type {
	t.must(Func, "Out")
	return toType(t.t.Out(i))
}

func (t *rtype) Field(i int) (f StructField) {
	t.must(Struct, "Field")
	if i < 0 || i >= t.t.NumField() {
		panic("reflect: Field index out of bounds")
	}
	f.Name = t.t.FieldName(i)
	f.Type = toType(t.t.FieldType(i))
	f.Tag = StructTag(t.t.FieldTag(i))
	f.Offset = t.t.FieldOffset(i)
	f.Anonymous = t.t.FieldEmbedded(i)
	if !t.t.FieldExported(i) {
		f.PkgPath = t.t.StructPkgPath()
	}
	f.Index = []int{i}
	return
}

func (t *rtype) FieldByIndex(index []int) (f StructField) {
	var u Type = t
	for i, x := range index {
		if i > 0 && u.Kind() == Ptr && u.Elem().Kind() == Struct {
			u = u.Elem()
		}
		f = u.Field(x)
		u = f.Type
	}
	return
}

func (t *rtype) FieldByName(name string) (StructField, bool) {
	return t.FieldByNameFunc(func(s string) bool { return s == name })
}

// FieldByNameFunc looks at one depth of embedding after the other; two fields at one depth hide each
// other.
func (t *rtype) FieldByNameFunc(match func(string) bool) (found StructField, ok bool) {
	t.must(Struct, "FieldByNameFunc")
	type place struct {
		t     *rt.Type
		index []int
	}
	level := []place{{&t.t, nil}}
	seen := map[*rt.Type]bool{}
	for len(level) > 0 && !ok {
		count := map[*rt.Type]int{}
		for _, p := range level {
			count[p.t]++
		}
		var next []place
		for _, p := range level {
			if seen[p.t] {
				continue
			}
			seen[p.t] = true
			for i := 0; i < p.t.NumField(); i++ {
				index := append(append([]int(nil), p.index...), i)
				if match(p.t.FieldName(i)) {
					if ok || count[p.t] > 1 {
						return StructField{}, false
					}
					found, ok = (*rtype)(unsafe.Pointer(p.t)).Field(i), true
					found.Index = index
					continue
				}
				if !p.t.FieldEmbedded(i) {
					continue
				}
				e := p.t.FieldType(i)
				if e.Kind() == rt.Ptr {
					e = e.Elem()
				}
				if e.Kind() == rt.Struct {
					next = append(next, place{e, index})
					if count[p.t] > 1 {
						next = append(next, place{e, index})
					}
				}
			}
		}
		level = next
	}
	return
}

func (t *rtype) Method(i int) (m Method) {
	name, typ, exported := t.t.MethodInfo(i)
	m.Name, m.Type, m.Index = name, toType(typ), i
	if !exported {
		m.PkgPath = t.t.PkgPath()
	}
	return
}

func (t *rtype) MethodByName(name string) (Method, bool) {
	for i := 0; i < t.NumMethod(); i++ {
		if n, _, _ := t.t.MethodInfo(i); n == name {
			return t.Method(i), true
		}
	}
	return Method{}, false
}

func (t *rtype) Implements(u Type) bool {
	if u == nil {
		panic("reflect: nil type passed to Type.Implements")
	}
	if u.Kind() != Interface {
		panic("reflect: non-interface type passed to Type.Implements")
	}
	return t.t.Implements(descriptor(u))
}

func (t *rtype) AssignableTo(u Type) bool {
	if u == nil {
		panic("reflect: nil type passed to Type.AssignableTo")
	}
	return t.t.AssignableTo(descriptor(u))
}

func isNumber(k Kind) bool { return Int <= k && k <= Float64 }

func (t *rtype) ConvertibleTo(u Type) bool {
	if u == nil {
		panic("reflect: nil type passed to Type.ConvertibleTo")
	}
	k, l := t.Kind(), u.Kind()
	switch {
	case t.t.AssignableTo(descriptor(u)):
		return true
	case isNumber(k) && isNumber(l), (k == Complex64 || k == Complex128) && (l == Complex64 || l == Complex128):
		return true
	case l == String && (Int <= k && k <= Uintptr || k == String || isText(&t.t)),
		k == String && isText(descriptor(u)):
		return true
	}
	return k == l && t.t.SameUnderlying(descriptor(u))
}

// isText reports a slice of bytes or runes.
func isText(t *rt.Type) bool {
	return t.Kind() == rt.Slice && (t.Elem().Kind() == rt.Uint8 || t.Elem().Kind() == rt.Int32) && t.Elem().PkgPath() == ""
}

// PtrTo gives *T, if the program has that type somewhere.
func PtrTo(t Type) Type {
	if p := descriptor(t).PtrTo(); p != nil {
		return toType(p)
	}
	panic("reflect: PtrTo of a type that the program takes no pointer of: " + t.String())
}
