// Type descriptors: what the compiler writes about every type that a program can see at run time.
//
// A descriptor is read-only data. The compiler lays it out (go9: src/obj/data/descriptor.rs), the
// structs below give names to its bytes. Every descriptor starts with the 48 bytes of _type; a part
// that depends on the kind follows; types with a name or with methods then have an uncommontype.
//
//	offset  size  field       who needs it
//	0       8     size        allocation, copying
//	8       8     ptrdata     collector: no pointers beyond this many bytes
//	16      4     hash        type switches, the table of itabs
//	20      1     tflag
//	21      1     align
//	22      1     fieldAlign
//	23      1     kind        panics, printing, reflection-like code
//	24      8     alg         map keys, ==
//	32      8     gcdata      collector: one bit per word, set if the word is a pointer
//	40      4     str         name, as an offset from runtime.types
//	44      4     ptrToThis   descriptor of the pointer type, the same kind of offset
package runtime

import "unsafe"

const (
	kindBool = 1 + iota
	kindInt
	kindInt8
	kindInt16
	kindInt32
	kindInt64
	kindUint
	kindUint8
	kindUint16
	kindUint32
	kindUint64
	kindUintptr
	kindFloat32
	kindFloat64
	kindComplex64
	kindComplex128
	kindArray
	kindChan
	kindFunc
	kindInterface
	kindMap
	kindPtr
	kindSlice
	kindString
	kindStruct
	kindUnsafePointer

	kindMask        = 1<<5 - 1
	kindDirectIface = 1 << 5 // an interface holds the value itself, not its address
	kindGCProg      = 1 << 6 // gcdata is a program that makes the mask (gcprog.go)
)

const (
	tflagUncommon  = 1 // an uncommontype follows the kind's part
	tflagExtraStar = 2 // str starts with a star that is not part of the name
	tflagNamed     = 4
)

type (
	nameOff int32 // from runtime.types to a name record
	typeOff int32 // from runtime.types to a descriptor
	textOff int32 // from runtime.text to code
)

type _type struct {
	size       uintptr
	ptrdata    uintptr
	hash       uint32
	tflag      uint8
	align      uint8
	fieldAlign uint8
	kind       uint8
	alg        *typeAlg
	gcdata     *byte
	str        nameOff
	ptrToThis  typeOff
}

type arraytype struct {
	typ   _type
	elem  *_type
	slice *_type
	len   uintptr
}

type chantype struct {
	typ  _type
	elem *_type
	dir  uintptr
}

type functype struct {
	typ      _type
	inCount  uint16
	outCount uint16 // bit 15: variadic
}

type ptrtype struct {
	typ  _type
	elem *_type
}

type slicetype struct {
	typ  _type
	elem *_type
}

// An entry of an interface type's method list, which is sorted: exported methods by name, then
// the others.
type imethod struct {
	name nameOff
	ityp typeOff // type of the method, without receiver
}

type interfacetype struct {
	typ     _type
	pkgpath name
	mhdr    []imethod
}

type maptype struct {
	typ        _type
	key        *_type
	elem       *_type
	bucket     *_type
	keysize    uint8  // of a key's slot: 8 if keys are stored through a pointer
	elemsize   uint8  // likewise
	bucketsize uint16
	flags      uint32
}

func (t *maptype) indirectkey() bool    { return t.flags&1 != 0 } // key wider than 128 bytes
func (t *maptype) indirectelem() bool   { return t.flags&2 != 0 }
func (t *maptype) reflexivekey() bool   { return t.flags&4 != 0 }  // k == k for every key
func (t *maptype) needkeyupdate() bool  { return t.flags&8 != 0 }  // equal keys may differ (+0, -0)
func (t *maptype) hashMightPanic() bool { return t.flags&16 != 0 } // keys hold interfaces

type structfield struct {
	name       name
	typ        *_type
	offsetEmbd uintptr // offset<<1 | embedded
}

func (f *structfield) offset() uintptr { return f.offsetEmbd >> 1 }

type structtype struct {
	typ     _type
	pkgPath name
	fields  []structfield
}

// A method of a type: two entry points, since an interface passes what its data word holds.
type method struct {
	name nameOff
	mtyp typeOff // without receiver
	ifn  textOff // called through an interface
	tfn  textOff // called with the receiver itself
}

type uncommontype struct {
	pkgpath nameOff
	mcount  uint16
	xcount  uint16 // exported methods come first
	moff    uint32 // from here to the method array
	_       uint32
}

// types marks the start of the section that offsets in descriptors count from, text that of code.
// Both are the linker's; only their addresses mean something.
//
//go:linkname typesStart runtime.types
var typesStart byte

//go:linkname typesEnd runtime.etypes
var typesEnd byte

//go:linkname textStart runtime.text
var textStart byte

func resolveNameOff(off nameOff) name {
	if off == 0 {
		return name{}
	}
	return name{(*byte)(add(unsafe.Pointer(&typesStart), uintptr(off)))}
}

// resolveTypeOff gives the descriptor; an offset of 0 or -1 says that none was linked.
func resolveTypeOff(off typeOff) *_type {
	if off == 0 || off == -1 {
		return nil
	}
	return (*_type)(add(unsafe.Pointer(&typesStart), uintptr(off)))
}

// resolveTextOff gives a method's code. A method that the linker left out because nothing can
// call it has the offset 0 or -1.
func resolveTextOff(off textOff) unsafe.Pointer {
	if off == 0 || off == -1 {
		return unsafe.Pointer(funcPC(unreachableMethod))
	}
	return add(unsafe.Pointer(&textStart), uintptr(off))
}

func unreachableMethod() {
	throw("unreachable method called. linker bug?")
}

// A name is a record: a byte of flags (1 exported, 2 has a tag, 4 has a package), two bytes of
// length, the high one first, the text; then the tag with a length of its own; then the offset of
// the package's path.
type name struct {
	bytes *byte
}

func (n name) data(off uintptr) *byte {
	return (*byte)(add(unsafe.Pointer(n.bytes), off))
}

func (n name) isExported() bool { return *n.bytes&1 != 0 }

func (n name) textLen() uintptr {
	return uintptr(*n.data(1))<<8 | uintptr(*n.data(2))
}

func (n name) name() (s string) {
	if n.bytes == nil {
		return ""
	}
	str := stringStructOf(&s)
	str.str = unsafe.Pointer(n.data(3))
	str.len = int(n.textLen())
	return
}

func (n name) tag() (s string) {
	if n.bytes == nil || *n.bytes&2 == 0 {
		return ""
	}
	at := 3 + n.textLen()
	str := stringStructOf(&s)
	str.str = unsafe.Pointer(n.data(at + 2))
	str.len = int(*n.data(at))<<8 | int(*n.data(at + 1))
	return
}

// pkgPath is the path of the package that an unexported name belongs to, if the record says so.
func (n name) pkgPath() string {
	if n.bytes == nil || *n.bytes&4 == 0 {
		return ""
	}
	at := 3 + n.textLen()
	if *n.bytes&2 != 0 {
		at += 2 + uintptr(*n.data(at))<<8 + uintptr(*n.data(at + 1))
	}
	// The offset may lie at any address.
	var off nameOff
	for i := uintptr(0); i < 4; i++ {
		off |= nameOff(*n.data(at + i)) << (8 * i)
	}
	return resolveNameOff(off).name()
}

// string is the type as programs print it: "main.T", "[]int", "map[string]int".
func (t *_type) string() string {
	s := resolveNameOff(t.str).name()
	if t.tflag&tflagExtraStar != 0 {
		return s[1:]
	}
	return s
}

// uncommon finds the uncommontype: right behind the part that depends on the kind.
func (t *_type) uncommon() *uncommontype {
	if t.tflag&tflagUncommon == 0 {
		return nil
	}
	var end uintptr
	switch t.kind & kindMask {
	case kindStruct:
		end = unsafe.Sizeof(structtype{})
	case kindPtr, kindSlice:
		end = unsafe.Sizeof(ptrtype{})
	case kindFunc:
		end = unsafe.Sizeof(_type{}) + 8
	case kindArray:
		end = unsafe.Sizeof(arraytype{})
	case kindChan:
		end = unsafe.Sizeof(chantype{})
	case kindMap:
		end = unsafe.Sizeof(maptype{})
	case kindInterface:
		end = unsafe.Sizeof(interfacetype{})
	default:
		end = unsafe.Sizeof(_type{})
	}
	return (*uncommontype)(add(unsafe.Pointer(t), end))
}

// method gives entry i of the method array.
func (u *uncommontype) method(i int) *method {
	return (*method)(add(unsafe.Pointer(u), uintptr(u.moff)+uintptr(i)*unsafe.Sizeof(method{})))
}

// pkgpath is the path of the package that declares the type: a defined type's own, else what an
// unnamed struct or interface type with unexported names says.
func (t *_type) pkgpath() string {
	if u := t.uncommon(); u != nil {
		return resolveNameOff(u.pkgpath).name()
	}
	switch t.kind & kindMask {
	case kindStruct:
		return (*structtype)(unsafe.Pointer(t)).pkgPath.name()
	case kindInterface:
		return (*interfacetype)(unsafe.Pointer(t)).pkgpath.name()
	}
	return ""
}

// name is the last part of a defined type's string: "T" of "main.T".
func (t *_type) name() string {
	if t.tflag&tflagNamed == 0 {
		return ""
	}
	s := t.string()
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == '.' {
			return s[i+1:]
		}
	}
	return s
}

// in and out are a function type's parameters and results: an array of descriptors behind the
// struct, or behind the uncommontype if there is one.
func (t *functype) params() *[1 << 16]*_type {
	at := unsafe.Sizeof(_type{}) + 8
	if t.typ.tflag&tflagUncommon != 0 {
		at += unsafe.Sizeof(uncommontype{})
	}
	return (*[1 << 16]*_type)(add(unsafe.Pointer(t), at))
}

func (t *functype) in() []*_type  { return t.params()[:t.inCount] }
func (t *functype) out() []*_type { return t.params()[t.inCount:][:t.outCount&(1<<15-1)] }
func (t *functype) dotdotdot() bool {
	return t.outCount>>15 != 0
}

// An itab says how a concrete type implements an interface type. Most are the compiler's; those
// for conversions that only run time knows are made by getitab (iface.go).
type itab struct {
	inter *interfacetype
	_type *_type
	hash  uint32 // of _type, for type switches
	_     uint32
	fun   [1]uintptr // code of each of the interface's methods; fun[0] == 0: not implemented
}

func efaceOf(p *interface{}) *eface {
	return (*eface)(unsafe.Pointer(p))
}
