// Maps with keys of 4 or 8 bytes that are compared as memory, and with strings.
//
// The compiler passes such keys by value. What differs from map.go: comparing is a
// machine instruction, keys are never stored through a pointer, and a table of one bucket is searched
// without hashing. For numbers the hash byte is not looked at before the key: comparing the
// key is as cheap. An entry is only valid if its tophash says so.
package runtime

import "unsafe"

func (b *bmap) key32(i uintptr) *uint32 {
	return (*uint32)(add(unsafe.Pointer(b), dataOffset+i*4))
}

func (b *bmap) key64(i uintptr) *uint64 {
	return (*uint64)(add(unsafe.Pointer(b), dataOffset+i*8))
}

func (b *bmap) keyStr(i uintptr) *stringStruct {
	return (*stringStruct)(add(unsafe.Pointer(b), dataOffset+i*16))
}

// find32 gives the address of key's element, nil if there is none.
func (h *hmap) find32(t *maptype, key uint32) unsafe.Pointer {
	if h == nil || h.count == 0 {
		return nil
	}
	if h.flags&hashWriting != 0 {
		throw("concurrent map read and map write")
	}
	b := (*bmap)(h.buckets)
	if h.B != 0 {
		b = h.bucketOf(t, hash64(uint64(key), uintptr(h.hash0)))
	}
	for ; b != nil; b = b.overflow(t) {
		for i := uintptr(0); i < bucketCnt; i++ {
			if *b.key32(i) == key && b.tophash[i] >= minTopHash {
				return add(unsafe.Pointer(b), dataOffset+bucketCnt*4+i*uintptr(t.elemsize))
			}
		}
	}
	return nil
}

func mapaccess1_fast32(t *maptype, h *hmap, key uint32) unsafe.Pointer {
	e := h.find32(t, key)
	if e == nil {
		return unsafe.Pointer(&zeroVal[0])
	}
	return e
}

func mapaccess2_fast32(t *maptype, h *hmap, key uint32) (unsafe.Pointer, bool) {
	e := h.find32(t, key)
	if e == nil {
		return unsafe.Pointer(&zeroVal[0]), false
	}
	return e, true
}

// mapaccess1_fast64 is the most frequent of all: find64 in place.
func mapaccess1_fast64(t *maptype, h *hmap, key uint64) unsafe.Pointer {
	if h == nil || h.count == 0 {
		return unsafe.Pointer(&zeroVal[0])
	}
	if h.flags&hashWriting != 0 {
		throw("concurrent map read and map write")
	}
	b := (*bmap)(h.buckets)
	if h.B != 0 {
		b = h.bucketOf(t, hash64(key, uintptr(h.hash0)))
	}
	for ; b != nil; b = b.overflow(t) {
		for i := uintptr(0); i < bucketCnt; i++ {
			if *b.key64(i) == key && b.tophash[i] >= minTopHash {
				return add(unsafe.Pointer(b), dataOffset+bucketCnt*8+i*uintptr(t.elemsize))
			}
		}
	}
	return unsafe.Pointer(&zeroVal[0])
}

func mapaccess2_fast64(t *maptype, h *hmap, key uint64) (unsafe.Pointer, bool) {
	if h == nil || h.count == 0 {
		return unsafe.Pointer(&zeroVal[0]), false
	}
	if h.flags&hashWriting != 0 {
		throw("concurrent map read and map write")
	}
	b := (*bmap)(h.buckets)
	if h.B != 0 {
		b = h.bucketOf(t, hash64(key, uintptr(h.hash0)))
	}
	for ; b != nil; b = b.overflow(t) {
		for i := uintptr(0); i < bucketCnt; i++ {
			if *b.key64(i) == key && b.tophash[i] >= minTopHash {
				return add(unsafe.Pointer(b), dataOffset+bucketCnt*8+i*uintptr(t.elemsize)), true
			}
		}
	}
	return unsafe.Pointer(&zeroVal[0]), false
}

// findStr gives the address of key's element, nil if there is none.
func (h *hmap) findStr(t *maptype, key string) unsafe.Pointer {
	if h == nil || h.count == 0 {
		return nil
	}
	if h.flags&hashWriting != 0 {
		throw("concurrent map read and map write")
	}
	s := stringStructOf(&key)
	if h.B == 0 && s.len < 32 {
		// One bucket, a short key: comparing is cheaper than hashing.
		b := (*bmap)(h.buckets)
		for b != nil {
			for i := uintptr(0); i < bucketCnt; i++ {
				k := b.keyStr(i)
				if k.len != s.len || b.tophash[i] < minTopHash {
					if b.tophash[i] == emptyRest {
						return nil
					}
					continue
				}
				if k.str == s.str || memequal(k.str, s.str, uintptr(s.len)) {
					return add(unsafe.Pointer(b), dataOffset+bucketCnt*16+i*uintptr(t.elemsize))
				}
			}
			b = b.overflow(t)
		}
		return nil
	}
	hash := memhash(s.str, uintptr(h.hash0), uintptr(s.len))
	top := tophash(hash)
	for b := h.bucketOf(t, hash); b != nil; b = b.overflow(t) {
		for i := uintptr(0); i < bucketCnt; i++ {
			if b.tophash[i] != top {
				if b.tophash[i] == emptyRest {
					return nil
				}
				continue
			}
			k := b.keyStr(i)
			if k.len == s.len && (k.str == s.str || memequal(k.str, s.str, uintptr(s.len))) {
				return add(unsafe.Pointer(b), dataOffset+bucketCnt*16+i*uintptr(t.elemsize))
			}
		}
	}
	return nil
}

func mapaccess1_faststr(t *maptype, h *hmap, key string) unsafe.Pointer {
	e := h.findStr(t, key)
	if e == nil {
		return unsafe.Pointer(&zeroVal[0])
	}
	return e
}

func mapaccess2_faststr(t *maptype, h *hmap, key string) (unsafe.Pointer, bool) {
	e := h.findStr(t, key)
	if e == nil {
		return unsafe.Pointer(&zeroVal[0]), false
	}
	return e, true
}

func mapassign_fast32(t *maptype, h *hmap, key uint32) unsafe.Pointer {
	h.beginWrite()
	hash := hash64(uint64(key), uintptr(h.hash0))
	h.flags |= hashWriting
	if h.buckets == nil {
		h.buckets = newobject(t.bucket)
	}
again:
	var free *bmap
	freeAt := uintptr(0)
	b := h.bucketOf(t, hash)
search:
	for {
		for i := uintptr(0); i < bucketCnt; i++ {
			if b.tophash[i] < minTopHash {
				if free == nil {
					free, freeAt = b, i
				}
				if b.tophash[i] == emptyRest {
					break search
				}
				continue
			}
			if *b.key32(i) == key {
				h.flags &^= hashWriting
				return add(unsafe.Pointer(b), dataOffset+bucketCnt*4+i*uintptr(t.elemsize))
			}
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
	free.tophash[freeAt&7] = tophash(hash)
	*free.key32(freeAt) = key
	h.count++
	h.endWrite()
	return add(unsafe.Pointer(free), dataOffset+bucketCnt*4+freeAt*uintptr(t.elemsize))
}

func mapassign_fast64(t *maptype, h *hmap, key uint64) unsafe.Pointer {
	h.beginWrite()
	hash := hash64(key, uintptr(h.hash0))
	h.flags |= hashWriting
	if h.buckets == nil {
		h.buckets = newobject(t.bucket)
	}
again:
	var free *bmap
	freeAt := uintptr(0)
	b := h.bucketOf(t, hash)
search:
	for {
		for i := uintptr(0); i < bucketCnt; i++ {
			if b.tophash[i] < minTopHash {
				if free == nil {
					free, freeAt = b, i
				}
				if b.tophash[i] == emptyRest {
					break search
				}
				continue
			}
			if *b.key64(i) == key {
				h.flags &^= hashWriting
				return add(unsafe.Pointer(b), dataOffset+bucketCnt*8+i*uintptr(t.elemsize))
			}
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
	free.tophash[freeAt&7] = tophash(hash)
	*free.key64(freeAt) = key
	h.count++
	h.endWrite()
	return add(unsafe.Pointer(free), dataOffset+bucketCnt*8+freeAt*uintptr(t.elemsize))
}

// mapassign_fast64ptr is for keys that are pointers. While the key waits in this frame the collector must see
// it, so it is declared as what it is; elsewhere there is no difference.
func mapassign_fast64ptr(t *maptype, h *hmap, key unsafe.Pointer) unsafe.Pointer {
	e := mapassign_fast64(t, h, uint64(uintptr(key)))
	keepPointer(key)
	return e
}

//go:noinline
//go:nosplit
func keepPointer(p unsafe.Pointer) {}

func mapassign_fast32ptr(t *maptype, h *hmap, key unsafe.Pointer) unsafe.Pointer {
	throw("mapassign_fast32ptr: pointers have 8 bytes")
	return nil
}

// mapassign_faststr: a key that is there keeps its bytes, but its pointer is renewed, so that the
// map does not keep a longer string alive than need be.
func mapassign_faststr(t *maptype, h *hmap, key string) unsafe.Pointer {
	h.beginWrite()
	s := stringStructOf(&key)
	hash := memhash(s.str, uintptr(h.hash0), uintptr(s.len))
	h.flags |= hashWriting
	if h.buckets == nil {
		h.buckets = newobject(t.bucket)
	}
	top := tophash(hash)
again:
	var free *bmap
	freeAt := uintptr(0)
	b := h.bucketOf(t, hash)
search:
	for {
		for i := uintptr(0); i < bucketCnt; i++ {
			if b.tophash[i] != top {
				if b.tophash[i] < minTopHash {
					if free == nil {
						free, freeAt = b, i
					}
					if b.tophash[i] == emptyRest {
						break search
					}
				}
				continue
			}
			k := b.keyStr(i)
			if k.len != s.len || k.str != s.str && !memequal(k.str, s.str, uintptr(s.len)) {
				continue
			}
			k.str = s.str
			h.flags &^= hashWriting
			return add(unsafe.Pointer(b), dataOffset+bucketCnt*16+i*uintptr(t.elemsize))
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
	free.tophash[freeAt&7] = top
	k := free.keyStr(freeAt)
	k.str = s.str
	k.len = s.len
	h.count++
	h.endWrite()
	return add(unsafe.Pointer(free), dataOffset+bucketCnt*16+freeAt*uintptr(t.elemsize))
}

func mapdelete_fast32(t *maptype, h *hmap, key uint32) {
	if h == nil || h.count == 0 {
		return
	}
	h.beginWrite()
	h.flags |= hashWriting
	first := h.bucketOf(t, hash64(uint64(key), uintptr(h.hash0)))
	for b := first; b != nil; b = b.overflow(t) {
		for i := uintptr(0); i < bucketCnt; i++ {
			if *b.key32(i) == key && b.tophash[i] >= minTopHash {
				h.remove(t, first, b, i)
				h.endWrite()
				return
			}
		}
	}
	h.endWrite()
}

func mapdelete_fast64(t *maptype, h *hmap, key uint64) {
	if h == nil || h.count == 0 {
		return
	}
	h.beginWrite()
	h.flags |= hashWriting
	first := h.bucketOf(t, hash64(key, uintptr(h.hash0)))
	for b := first; b != nil; b = b.overflow(t) {
		for i := uintptr(0); i < bucketCnt; i++ {
			if *b.key64(i) == key && b.tophash[i] >= minTopHash {
				h.remove(t, first, b, i)
				h.endWrite()
				return
			}
		}
	}
	h.endWrite()
}

func mapdelete_faststr(t *maptype, h *hmap, key string) {
	if h == nil || h.count == 0 {
		return
	}
	h.beginWrite()
	s := stringStructOf(&key)
	hash := memhash(s.str, uintptr(h.hash0), uintptr(s.len))
	h.flags |= hashWriting
	top := tophash(hash)
	first := h.bucketOf(t, hash)
	for b := first; b != nil; b = b.overflow(t) {
		for i := uintptr(0); i < bucketCnt; i++ {
			k := b.keyStr(i)
			if b.tophash[i] != top || k.len != s.len {
				continue
			}
			if k.str == s.str || memequal(k.str, s.str, uintptr(s.len)) {
				h.remove(t, first, b, i)
				h.endWrite()
				return
			}
		}
	}
	h.endWrite()
}
