// Hashing and equality.
//
// Every comparable type has a pair of functions: maps and interfaces use them on values whose type only the
// descriptor tells. Types that are compared as plain memory share those for their size, strings,
// interfaces and floats have their own, and for other structs and arrays the compiler makes functions out
// of these. nil functions mean that the type cannot be compared.
package runtime

import (
	"math/bits"
	"unsafe"
)

type typeAlg struct {
	hash  func(p unsafe.Pointer, seed uintptr) uintptr
	equal func(p, q unsafe.Pointer) bool
}

// algarray: descriptors point to an entry; the compiler knows the order.
var algarray = [14]typeAlg{
	{nil, nil},
	{memhash0, memequal0},
	{memhash8, memequal8},
	{memhash16, memequal16},
	{memhash32, memequal32},
	{memhash64, memequal64},
	{memhash128, memequal128},
	{strhash, strequal},
	{interhash, interequal},
	{nilinterhash, nilinterequal},
	{f32hash, f32equal},
	{f64hash, f64equal},
	{c64hash, c64equal},
	{c128hash, c128equal},
}

// Odd numbers without pattern: digits of pi, e, the golden ratio and the square root of 2.
const (
	mixPi  = 0x243f6a8885a308d3
	mixE   = 0xb7e151628aed2a6b
	mixPhi = 0x9e3779b97f4a7c15
	mixR2  = 0x6a09e667f3bcc909
)

// mix multiplies to 128 bits and folds them: each bit of the result depends on all bits of both.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// hash64 hashes a number; maps with such keys call it directly.
func hash64(key uint64, seed uintptr) uintptr {
	return uintptr(mix(key^mixPi, uint64(seed)^mixPhi))
}

func read64(p unsafe.Pointer) uint64 { return *(*uint64)(p) }
func read32(p unsafe.Pointer) uint64 { return uint64(*(*uint32)(p)) }

// memhash hashes n bytes: 16 at a time, and then the last 16, which may overlap those before.
//
//go:nosplit
func memhash(p unsafe.Pointer, seed, n uintptr) uintptr {
	h := uint64(seed) ^ mixPi
	var a, b uint64
	switch {
	case n == 0:
		return seed
	case n < 4:
		a = uint64(*(*byte)(p))<<16 | uint64(*(*byte)(add(p, n>>1)))<<8 | uint64(*(*byte)(add(p, n-1)))
	case n < 8:
		a = read32(p)
		b = read32(add(p, n-4))
	case n <= 16:
		a = read64(p)
		b = read64(add(p, n-8))
	default:
		rest := n
		for rest > 16 {
			h = mix(read64(p)^mixE, read64(add(p, 8))^h)
			p = add(p, 16)
			rest -= 16
		}
		p = add(p, rest)
		a = read64(unsafe.Pointer(uintptr(p) - 16))
		b = read64(unsafe.Pointer(uintptr(p) - 8))
	}
	return uintptr(mix(mixR2^uint64(n), mix(a^mixE, b^h)))
}

func memhash0(p unsafe.Pointer, seed uintptr) uintptr { return seed }

func memhash8(p unsafe.Pointer, seed uintptr) uintptr {
	return hash64(uint64(*(*uint8)(p)), seed)
}

func memhash16(p unsafe.Pointer, seed uintptr) uintptr {
	return hash64(uint64(*(*uint16)(p)), seed)
}

func memhash32(p unsafe.Pointer, seed uintptr) uintptr {
	return hash64(read32(p), seed)
}

func memhash64(p unsafe.Pointer, seed uintptr) uintptr {
	return hash64(read64(p), seed)
}

func memhash128(p unsafe.Pointer, seed uintptr) uintptr {
	return memhash(p, seed, 16)
}

// memhash_varlen is memhash for types of odd size: the size lies behind the code pointer of the
// function value that is called.
//
//go:nosplit
func memhash_varlen(p unsafe.Pointer, seed uintptr) uintptr {
	size := *(*uintptr)(unsafe.Pointer(getclosureptr() + 8))
	return memhash(p, seed, size)
}

func strhash(p unsafe.Pointer, seed uintptr) uintptr {
	s := (*stringStruct)(p)
	return memhash(s.str, seed, uintptr(s.len))
}

// Floats: +0 and -0 are equal, so they hash alike. A NaN equals nothing: random hashes spread
// them over the table.
func f32hash(p unsafe.Pointer, seed uintptr) uintptr {
	return hashFloat(float64(*(*float32)(p)), seed)
}

func f64hash(p unsafe.Pointer, seed uintptr) uintptr {
	return hashFloat(*(*float64)(p), seed)
}

func hashFloat(f float64, seed uintptr) uintptr {
	switch {
	case f == 0:
		return hash64(0, seed)
	case f != f:
		return hash64(uint64(fastrand()), seed)
	}
	return hash64(*(*uint64)(unsafe.Pointer(&f)), seed)
}

func c64hash(p unsafe.Pointer, seed uintptr) uintptr {
	return f32hash(add(p, 4), f32hash(p, seed))
}

func c128hash(p unsafe.Pointer, seed uintptr) uintptr {
	return f64hash(add(p, 8), f64hash(p, seed))
}

func interhash(p unsafe.Pointer, seed uintptr) uintptr {
	i := (*iface)(p)
	if i.tab == nil {
		return seed
	}
	return hashValue(i.tab._type, &i.data, seed)
}

func nilinterhash(p unsafe.Pointer, seed uintptr) uintptr {
	e := (*eface)(p)
	if e._type == nil {
		return seed
	}
	return hashValue(e._type, &e.data, seed)
}

// hashValue hashes what an interface of the dynamic type t holds in the data word.
func hashValue(t *_type, data *unsafe.Pointer, seed uintptr) uintptr {
	hash := t.alg.hash
	if hash == nil {
		panic(errorString("hash of unhashable type " + t.string()))
	}
	if t.kind&kindDirectIface != 0 {
		return hash(unsafe.Pointer(data), seed)
	}
	return hash(*data, seed)
}

func memequal0(p, q unsafe.Pointer) bool { return true }

func memequal8(p, q unsafe.Pointer) bool { return *(*uint8)(p) == *(*uint8)(q) }

func memequal16(p, q unsafe.Pointer) bool { return *(*uint16)(p) == *(*uint16)(q) }

func memequal32(p, q unsafe.Pointer) bool { return *(*uint32)(p) == *(*uint32)(q) }

func memequal64(p, q unsafe.Pointer) bool { return *(*uint64)(p) == *(*uint64)(q) }

func memequal128(p, q unsafe.Pointer) bool {
	return *(*uint64)(p) == *(*uint64)(q) && *(*uint64)(add(p, 8)) == *(*uint64)(add(q, 8))
}

func f32equal(p, q unsafe.Pointer) bool { return *(*float32)(p) == *(*float32)(q) }

func f64equal(p, q unsafe.Pointer) bool { return *(*float64)(p) == *(*float64)(q) }

func c64equal(p, q unsafe.Pointer) bool { return *(*complex64)(p) == *(*complex64)(q) }

func c128equal(p, q unsafe.Pointer) bool { return *(*complex128)(p) == *(*complex128)(q) }

func strequal(p, q unsafe.Pointer) bool { return *(*string)(p) == *(*string)(q) }

func interequal(p, q unsafe.Pointer) bool {
	x, y := (*iface)(p), (*iface)(q)
	return x.tab == y.tab && ifaceeq(x.tab, x.data, y.data)
}

func nilinterequal(p, q unsafe.Pointer) bool {
	x, y := (*eface)(p), (*eface)(q)
	return x._type == y._type && efaceeq(x._type, x.data, y.data)
}

// efaceeq compares the data of two interfaces of the same dynamic type.
func efaceeq(t *_type, x, y unsafe.Pointer) bool {
	if t == nil {
		return true
	}
	equal := t.alg.equal
	if equal == nil {
		panic(errorString("comparing uncomparable type " + t.string()))
	}
	if t.kind&kindDirectIface != 0 {
		return x == y
	}
	return equal(x, y)
}

func ifaceeq(tab *itab, x, y unsafe.Pointer) bool {
	if tab == nil {
		return true
	}
	return efaceeq(tab._type, x, y)
}
