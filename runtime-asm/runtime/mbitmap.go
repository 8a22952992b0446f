// Which words of the heap hold pointers.
//
// The collector must know it for every object, and it knows no object's type. So allocation leaves a
// note in the table ptrBits, which has a bit for each word of the arena:
//
//	objects below 512 bytes    one bit per word, from the type's mask (_type.gcdata); an object's
//	                           bits lie in at most two 64-bit words
//	objects of 512 bytes       the object's part of the table has at least 64 bits: the first
//	and more                   64 are the address of the type's descriptor, of the element type
//	                           if it is an array. So allocating a large array costs nothing here
//
// Objects without pointers are in spans of their own (the class says noscan), which the collector
// never looks into.
package runtime

import "unsafe"

// typedFrom is the size from which objects are described by their type.
const typedFrom = 512

// setPointerBits describes the object of a small class at x: slot bytes long, of which size are used
// by values of the type. What it finds there is from an earlier object.
//
//go:nosplit
func setPointerBits(x, slot, size uintptr, typ *_type) {
	word := (x - heap.arenaStart) >> 3
	if slot >= typedFrom {
		// Such slots start at multiples of 64 bytes: the table's byte is theirs alone.
		*(**_type)(unsafe.Pointer(heap.ptrBits + word>>3)) = typ
		return
	}
	mask := typeMask(typ)
	if size != typ.size {
		mask = repeatMask(mask, typ.size>>3, size>>3)
	}
	n := slot >> 3 // bits of the slot: 1 to 60
	shift := word & 63
	p := (*[2]uint64)(unsafe.Pointer(heap.ptrBits + word>>6<<3))
	whole := uint64(1)<<n - 1
	p[0] = p[0]&^(whole<<shift) | mask<<shift
	if shift+n > 64 {
		p[1] = p[1]&^(whole>>(64-shift)) | mask>>(64-shift)
	}
}

// setElemType describes the large object at x.
//
//go:nosplit
func setElemType(x uintptr, typ *_type) {
	*(**_type)(unsafe.Pointer(heap.ptrBits + (x-heap.arenaStart)>>6)) = typ
}

func elemType(x uintptr) *_type {
	return *(**_type)(unsafe.Pointer(heap.ptrBits + (x-heap.arenaStart)>>6))
}

// typeMask gives the pointer mask of a type of less than 512 bytes. Masks lie among other read-only data,
// so the bytes behind a short one can be read; they are cut off.
//
//go:nosplit
func typeMask(typ *_type) uint64 {
	return *(*uint64)(unsafe.Pointer(typ.gcdata)) & (^uint64(0) >> (64 - typ.ptrdata>>3))
}

// repeatMask gives the mask of an array: the element's, of elem words, repeated up to total words.
//
//go:nosplit
func repeatMask(mask uint64, elem, total uintptr) uint64 {
	for n := elem; n < total; n *= 2 {
		mask |= mask << n
	}
	return mask & (1<<total - 1)
}

// pointerBits reads the bits of the object of n words (at most 63) at x.
//
//go:nosplit
func pointerBits(x, n uintptr) uint64 {
	word := (x - heap.arenaStart) >> 3
	shift := word & 63
	p := (*[2]uint64)(unsafe.Pointer(heap.ptrBits + word>>6<<3))
	b := p[0] >> shift
	if shift+n > 64 {
		b |= p[1] << (64 - shift)
	}
	return b & (1<<n - 1)
}

// memory that holds type's values may be read beyond the mask's bytes: maskWord gives 64 bits of it
// from bit number 64*i on, for a mask of n bits.
func maskWord(mask *byte, i, n uintptr) uint64 {
	p := add(unsafe.Pointer(mask), i*8)
	if rest := n - i*64; rest < 64 {
		w := uint64(0)
		for k := uintptr(0); k < (rest+7)/8; k++ {
			w |= uint64(*(*byte)(add(p, k))) << (8 * k)
		}
		return w & (1<<rest - 1)
	}
	return *(*uint64)(p)
}
