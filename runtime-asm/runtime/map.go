// Maps: hash tables of buckets with eight entries each.
//
// A map value is the address of an hmap. Its buckets are an array of 2^B, chosen by the low bits of
// a key's hash:
//
//	bucket   tophash [8]uint8   the hash's top byte per entry, or a mark for an empty one
//	         keys    [8]K       keys together, then elements together: less padding than pairs
//	         elems   [8]E
//	         overflow           next bucket of the chain, when eight are not enough
//
// Keys and elements wider than 128 bytes are stored through pointers. The layout is the compiler's
// (go9: src/types/maps.rs), which also makes small maps on the stack by itself: an hmap with hash0
// set and, at most, one bucket.
//
// When there are more than 6.5 entries for a bucket, or too many overflow buckets, all entries move to a new
// array, twice as long or (too many overflow buckets) equally long. An iteration that is under way
// stays with the old array and looks each key up in the new one (map_iter.go). Go moves entries bit by
// bit instead, with the later assignments; nothing that a program sees depends on it.
//
// map_fast.go has the variants for keys of 4 and 8 bytes and strings.
package runtime

import "unsafe"

const (
	bucketCnt  = 8
	dataOffset = 8 // keys start behind tophash

	// Values of tophash below minTopHash say that the entry is empty.
	emptyRest  = 0 // and so are all behind it, also in the overflow buckets
	emptyOne   = 1
	minTopHash = 2

	// Flags of an hmap.
	hashWriting = 4 // somebody is changing the map
)

type hmap struct {
	count      int // len() reads it
	flags      uint8
	B          uint8  // 2^B buckets
	noverflow  uint16 // overflow buckets; an estimate for B > 15
	hash0      uint32 // seed: no two maps order keys alike
	buckets    unsafe.Pointer
	oldbuckets unsafe.Pointer // not used
	nevacuate  uintptr        // not used
	extra      *mapextra
}

// mapextra is what only some maps need.
type mapextra struct {
	// Buckets without pointers are not scanned, so their overflow buckets would be lost: this keeps
	// them. nil for other maps.
	overflow *[]*bmap
	// Overflow buckets that were allocated with the array, and how many of them are left.
	next unsafe.Pointer
	left int
}

// bmap is a bucket; what follows tophash depends on the map's type.
type bmap struct {
	tophash [bucketCnt]uint8
}

func (b *bmap) overflow(t *maptype) *bmap {
	return *(**bmap)(add(unsafe.Pointer(b), uintptr(t.bucketsize)-8))
}

func (b *bmap) setoverflow(t *maptype, next *bmap) {
	*(**bmap)(add(unsafe.Pointer(b), uintptr(t.bucketsize)-8)) = next
}

// tophash is the byte that stands for a hash in its bucket.
func tophash(hash uintptr) uint8 {
	top := uint8(hash >> 56)
	if top < minTopHash {
		top += minTopHash
	}
	return top
}

func bucketMask(b uint8) uintptr {
	return uintptr(1)<<(b&63) - 1
}

// bucketOf is the first bucket of the chain for a hash.
func (h *hmap) bucketOf(t *maptype, hash uintptr) *bmap {
	return (*bmap)(add(h.buckets, (hash&bucketMask(h.B))*uintptr(t.bucketsize)))
}

// overLoadFactor reports whether count entries are too many for 2^B buckets.
func overLoadFactor(count int, B uint8) bool {
	return count > bucketCnt && uintptr(count) > 13*(uintptr(1)<<(B&63)/2)
}

// tooManyOverflowBuckets: about as many as there are buckets. It takes many insertions and
// deletions in turn to get there.
func tooManyOverflowBuckets(noverflow uint16, B uint8) bool {
	if B > 15 {
		B = 15
	}
	return noverflow >= uint16(1)<<(B&15)
}

func makemap_small() *hmap {
	h := new(hmap)
	h.hash0 = fastrand()
	return h
}

func makemap64(t *maptype, hint int64, h *hmap) *hmap {
	return makemap(t, int(hint), h)
}

// makemap is make(map[K]E, hint). h is the compiler's, on the stack, if the map does not escape.
func makemap(t *maptype, hint int, h *hmap) *hmap {
	mem, overflow := mulOverflows(uintptr(hint), t.bucket.size)
	if hint < 0 || overflow || mem > maxAlloc {
		hint = 0
	}
	if h == nil {
		h = new(hmap)
	}
	h.hash0 = fastrand()
	B := uint8(0)
	for overLoadFactor(hint, B) {
		B++
	}
	h.B = B
	// A single bucket is made at the first assignment.
	if B != 0 {
		h.makeBuckets(t)
	}
	return h
}

// makeBuckets gives the map an empty array of 2^B buckets. Long ones have overflow buckets behind
// them, a sixteenth, rounded up to what the allocation gets anyway.
func (h *hmap) makeBuckets(t *maptype) {
	base := uintptr(1) << h.B
	n := base
	h.noverflow = 0
	h.extra = nil
	if h.B >= 4 {
		n += base >> 4
		n = roundupsize(n*t.bucket.size) / t.bucket.size
		h.buckets = newarray(t.bucket, int(n))
		h.extra = new(mapextra)
		h.extra.next = add(h.buckets, base*uintptr(t.bucketsize))
		h.extra.left = int(n - base)
		return
	}
	h.buckets = newarray(t.bucket, int(n))
}

// newoverflow appends a bucket to a chain.
func (h *hmap) newoverflow(t *maptype, b *bmap) *bmap {
	var ovf *bmap
	if h.extra != nil && h.extra.left > 0 {
		ovf = (*bmap)(h.extra.next)
		h.extra.left--
		h.extra.next = nil
		if h.extra.left > 0 {
			h.extra.next = add(unsafe.Pointer(ovf), uintptr(t.bucketsize))
		}
	} else {
		ovf = (*bmap)(newobject(t.bucket))
		if t.bucket.ptrdata == 0 {
			h.keepOverflow()
			*h.extra.overflow = append(*h.extra.overflow, ovf)
		}
	}
	if h.B < 16 {
		h.noverflow++
	} else if fastrand()&(uint32(1)<<(h.B-15)-1) == 0 {
		h.noverflow++
	}
	b.setoverflow(t, ovf)
	return ovf
}

// keepOverflow makes the list that keeps overflow buckets without pointers.
func (h *hmap) keepOverflow() {
	if h.extra == nil {
		h.extra = new(mapextra)
	}
	if h.extra.overflow == nil {
		h.extra.overflow = new([]*bmap)
	}
}

// needsGrowth reports whether the table should grow before one more entry is added.
func (h *hmap) needsGrowth() bool {
	return overLoadFactor(h.count+1, h.B) || tooManyOverflowBuckets(h.noverflow, h.B)
}

// grow moves all entries to a new array.
func (h *hmap) grow(t *maptype) {
	old, n, extra := h.buckets, uintptr(1)<<h.B, h.extra
	if overLoadFactor(h.count+1, h.B) {
		h.B++
	}
	h.makeBuckets(t)
	for i := uintptr(0); i < n; i++ {
		b := (*bmap)(add(old, i*uintptr(t.bucketsize)))
		for ; b != nil; b = b.overflow(t) {
			h.moveBucket(t, b)
		}
	}
	keepalive(extra)
}

// keepalive makes its argument count as used here.
//
//go:noinline
//go:nosplit
func keepalive(e *mapextra) {}

// moveBucket inserts the entries of a bucket of the old array. Keys that do not equal themselves
// (NaN) get a new random hash; they can never be found, only iterated over.
func (h *hmap) moveBucket(t *maptype, b *bmap) {
	hash := t.key.alg.hash
	keysize, elemsize := uintptr(t.keysize), uintptr(t.elemsize)
	for i := uintptr(0); i < bucketCnt; i++ {
		if b.tophash[i] < minTopHash {
			if b.tophash[i] == emptyRest {
				return
			}
			continue
		}
		k := add(unsafe.Pointer(b), dataOffset+i*keysize)
		key := k
		if t.indirectkey() {
			key = *(*unsafe.Pointer)(k)
		}
		x := hash(key, uintptr(h.hash0))
		to := h.bucketOf(t, x)
		slot := uintptr(0)
		for to.tophash[bucketCnt-1] != emptyRest {
			next := to.overflow(t)
			if next == nil {
				next = h.newoverflow(t, to)
			}
			to = next
		}
		for to.tophash[slot] != emptyRest {
			slot++
		}
		to.tophash[slot] = tophash(x)
		memcopy(add(unsafe.Pointer(to), dataOffset+slot*keysize), k, keysize)
		memcopy(add(unsafe.Pointer(to), dataOffset+bucketCnt*keysize+slot*elemsize),
			add(unsafe.Pointer(b), dataOffset+bucketCnt*keysize+i*elemsize), elemsize)
	}
}

// memcopy is memmove with the frequent sizes in place.
//
//go:nosplit
func memcopy(to, from unsafe.Pointer, n uintptr) {
	switch n {
	case 8:
		*(*uint64)(to) = *(*uint64)(from)
	case 16:
		*(*[2]uint64)(to) = *(*[2]uint64)(from)
	default:
		memmove(to, from, n)
	}
}

// find looks a key up: the addresses of key and element in the table, nil if there is none.
func (h *hmap) find(t *maptype, key unsafe.Pointer) (unsafe.Pointer, unsafe.Pointer) {
	if h == nil || h.count == 0 {
		if t.hashMightPanic() {
			t.key.alg.hash(key, 0)
		}
		return nil, nil
	}
	if h.flags&hashWriting != 0 {
		throw("concurrent map read and map write")
	}
	hash := t.key.alg.hash(key, uintptr(h.hash0))
	top := tophash(hash)
	for b := h.bucketOf(t, hash); b != nil; b = b.overflow(t) {
		for i := uintptr(0); i < bucketCnt; i++ {
			if b.tophash[i] != top {
				if b.tophash[i] == emptyRest {
					return nil, nil
				}
				continue
			}
			k := add(unsafe.Pointer(b), dataOffset+i*uintptr(t.keysize))
			if t.indirectkey() {
				k = *(*unsafe.Pointer)(k)
			}
			if t.key.alg.equal(key, k) {
				return k, b.elemAt(t, i)
			}
		}
	}
	return nil, nil
}

// elemAt is where the element of entry i lies.
func (b *bmap) elemAt(t *maptype, i uintptr) unsafe.Pointer {
	e := add(unsafe.Pointer(b), dataOffset+bucketCnt*uintptr(t.keysize)+i*uintptr(t.elemsize))
	if t.indirectelem() {
		e = *(*unsafe.Pointer)(e)
	}
	return e
}

// maxZero is the largest element that a read of a missing key yields from zeroVal; for wider ones
// the compiler brings its own zero value.
const maxZero = 1024

var zeroVal [maxZero]byte

// mapaccess1 is m[k]: never nil, the address of a zero value if the key is missing.
func mapaccess1(t *maptype, h *hmap, key unsafe.Pointer) unsafe.Pointer {
	_, e := h.find(t, key)
	if e == nil {
		return unsafe.Pointer(&zeroVal[0])
	}
	return e
}

// mapaccess2 is v, ok = m[k].
func mapaccess2(t *maptype, h *hmap, key unsafe.Pointer) (unsafe.Pointer, bool) {
	_, e := h.find(t, key)
	if e == nil {
		return unsafe.Pointer(&zeroVal[0]), false
	}
	return e, true
}

func mapaccess1_fat(t *maptype, h *hmap, key, zero unsafe.Pointer) unsafe.Pointer {
	_, e := h.find(t, key)
	if e == nil {
		return zero
	}
	return e
}

func mapaccess2_fat(t *maptype, h *hmap, key, zero unsafe.Pointer) (unsafe.Pointer, bool) {
	_, e := h.find(t, key)
	if e == nil {
		return zero, false
	}
	return e, true
}

// beginWrite checks that a map may be changed. The flag that tells others is set by the caller, after
// hashing: that may panic.
func (h *hmap) beginWrite() {
	if h == nil {
		panic(plainError("assignment to entry in nil map"))
	}
	if h.flags&hashWriting != 0 {
		throw("concurrent map writes")
	}
}

// endWrite takes the flag back.
func (h *hmap) endWrite() {
	if h.flags&hashWriting == 0 {
		throw("concurrent map writes")
	}
	h.flags &^= hashWriting
}

// mapassign gives the place for the element of key, which is added if it is missing.
func mapassign(t *maptype, h *hmap, key unsafe.Pointer) unsafe.Pointer {
	h.beginWrite()
	hash := t.key.alg.hash(key, uintptr(h.hash0))
	h.flags |= hashWriting
	if h.buckets == nil {
		h.buckets = newobject(t.bucket)
	}
	top := tophash(hash)
again:
	var free *bmap // the first empty entry is here
	freeAt := uintptr(0)
	b := h.bucketOf(t, hash)
search:
	for {
		for i := uintptr(0); i < bucketCnt; i++ {
			if b.tophash[i] != top {
				if b.tophash[i] < minTopHash && free == nil {
					free, freeAt = b, i
				}
				if b.tophash[i] == emptyRest {
					break search
				}
				continue
			}
			k := add(unsafe.Pointer(b), dataOffset+i*uintptr(t.keysize))
			if t.indirectkey() {
				k = *(*unsafe.Pointer)(k)
			}
			if !t.key.alg.equal(key, k) {
				continue
			}
			if t.needkeyupdate() {
				memmove(k, key, t.key.size)
			}
			h.endWrite()
			return b.elemAt(t, i)
		}
		next := b.overflow(t)
		if next == nil {
			break
		}
		b = next
	}
	if h.needsGrowth() {
		h.grow(t)
		goto again
	}
	if free == nil {
		free = h.newoverflow(t, b)
		freeAt = 0
	}
	k := add(unsafe.Pointer(free), dataOffset+freeAt*uintptr(t.keysize))
	e := add(unsafe.Pointer(free), dataOffset+bucketCnt*uintptr(t.keysize)+freeAt*uintptr(t.elemsize))
	if t.indirectkey() {
		p := newobject(t.key)
		*(*unsafe.Pointer)(k) = p
		k = p
	}
	if t.indirectelem() {
		p := newobject(t.elem)
		*(*unsafe.Pointer)(e) = p
		e = p
	}
	memmove(k, key, t.key.size)
	free.tophash[freeAt] = top
	h.count++
	h.endWrite()
	return e
}

// mapdelete is delete(m, k).
func mapdelete(t *maptype, h *hmap, key unsafe.Pointer) {
	if h == nil || h.count == 0 {
		if t.hashMightPanic() {
			t.key.alg.hash(key, 0)
		}
		return
	}
	h.beginWrite()
	hash := t.key.alg.hash(key, uintptr(h.hash0))
	h.flags |= hashWriting
	top := tophash(hash)
	first := h.bucketOf(t, hash)
	for b := first; b != nil; b = b.overflow(t) {
		for i := uintptr(0); i < bucketCnt; i++ {
			if b.tophash[i] != top {
				if b.tophash[i] == emptyRest {
					h.endWrite()
					return
				}
				continue
			}
			k := add(unsafe.Pointer(b), dataOffset+i*uintptr(t.keysize))
			if t.indirectkey() {
				k = *(*unsafe.Pointer)(k)
			}
			if t.key.alg.equal(key, k) {
				h.remove(t, first, b, i)
				h.endWrite()
				return
			}
		}
	}
	h.endWrite()
}

// remove empties entry i of bucket b in the chain that starts at first. Empty entries at the end of
// a chain are marked so that searches stop there.
func (h *hmap) remove(t *maptype, first, b *bmap, i uintptr) {
	keysize, elemsize := uintptr(t.keysize), uintptr(t.elemsize)
	memclrNoHeapPointers(add(unsafe.Pointer(b), dataOffset+i*keysize), keysize)
	memclrNoHeapPointers(add(unsafe.Pointer(b), dataOffset+bucketCnt*keysize+i*elemsize), elemsize)
	b.tophash[i] = emptyOne
	h.count--
	if i < bucketCnt-1 {
		if b.tophash[i+1] != emptyRest {
			return
		}
	} else if next := b.overflow(t); next != nil && next.tophash[0] != emptyRest {
		return
	}
	for {
		b.tophash[i] = emptyRest
		if i > 0 {
			i--
		} else {
			if b == first {
				return
			}
			// The bucket before b: chains are short.
			last := first
			for last.overflow(t) != b {
				last = last.overflow(t)
			}
			b, i = last, bucketCnt-1
		}
		if b.tophash[i] != emptyOne {
			return
		}
	}
}

// mapclear is the loop that deletes every key, which the compiler recognises.
func mapclear(t *maptype, h *hmap) {
	if h == nil || h.count == 0 {
		return
	}
	h.beginWrite()
	h.flags |= hashWriting
	h.count = 0
	h.noverflow = 0
	h.extra = nil
	h.hash0 = fastrand()
	memclrNoHeapPointers(h.buckets, uintptr(t.bucketsize)<<h.B)
	h.endWrite()
}
