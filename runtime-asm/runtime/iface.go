// Interfaces: conversions, assertions, and the table of itabs.
//
// A conversion from a concrete type to an interface type with methods needs an itab. If both types stand in
// the program text the compiler makes it. If the concrete type is only known at run time - an assertion
// x.(I), a conversion between interface types - it is looked up here by the pair of types, and made at
// the first request: both method lists are sorted by name, so one pass pairs them.
package runtime

import "unsafe"

// The table of itabs: open addressing, a power of two entries, at most three quarters used. Pairs that
// do not match are in it, too (fun[0] is 0), so that a failing assertion is fast the second
// time.
var itabTable struct {
	entries unsafe.Pointer // of *itab
	size    uintptr
	count   uintptr
}

// The linker's list of addresses of all itabs that the compiler made.

//go:linkname itabsStart runtime.itabs
var itabsStart byte

//go:linkname itabsEnd runtime.eitabs
var itabsEnd byte

func itabSlot(i uintptr) **itab {
	return (**itab)(add(itabTable.entries, i*8))
}

func itabHash(inter *interfacetype, typ *_type) uintptr {
	return uintptr(inter.typ.hash ^ typ.hash)
}

// findItab gives the slot of the pair's itab, or the empty slot where it belongs.
func findItab(inter *interfacetype, typ *_type) **itab {
	mask := itabTable.size - 1
	i := itabHash(inter, typ) & mask
	for step := uintptr(1); ; step++ {
		slot := itabSlot(i)
		m := *slot
		if m == nil || m.inter == inter && m._type == typ {
			return slot
		}
		i = (i + step) & mask
	}
}

func addItab(m *itab) {
	if 4*(itabTable.count+1) > 3*itabTable.size {
		old, n := itabTable.entries, itabTable.size
		itabTable.entries = persistentalloc(2*n*8, 8)
		itabTable.size = 2 * n
		for i := uintptr(0); i < n; i++ {
			if m := *(**itab)(add(old, i*8)); m != nil {
				*findItab(m.inter, m._type) = m
			}
		}
	}
	slot := findItab(m.inter, m._type)
	if *slot == nil {
		*slot = m
		itabTable.count++
	}
}

// itabsinit fills the table with the compiler's itabs. It runs at the first look-up: most programs
// need none.
func itabsinit() {
	start, end := unsafe.Pointer(&itabsStart), unsafe.Pointer(&itabsEnd)
	n := (uintptr(end) - uintptr(start)) / 8
	itabTable.size = 64
	for 4*n > 2*itabTable.size {
		itabTable.size *= 2
	}
	itabTable.entries = persistentalloc(itabTable.size*8, 8)
	for i := uintptr(0); i < n; i++ {
		addItab(*(**itab)(add(start, i*8)))
	}
}

// getitab gives the itab for a pair of types. If the type lacks a method: nil if canfail, else a
// panic that names it.
func getitab(inter *interfacetype, typ *_type, canfail bool) *itab {
	if len(inter.mhdr) == 0 {
		throw("internal error - misuse of itab")
	}
	if typ.tflag&tflagUncommon == 0 {
		if canfail {
			return nil
		}
		panic(assertionError(nil, typ, &inter.typ, resolveNameOff(inter.mhdr[0].name).name()))
	}
	m := lookupItab(inter, typ)
	if m.fun[0] != 0 {
		return m
	}
	if canfail {
		return nil
	}
	panic(assertionError(nil, typ, &inter.typ, m.init()))
}

// lookupItab finds the pair's itab in the table or makes it. Nobody else may run in between.
func lookupItab(inter *interfacetype, typ *_type) *itab {
	mp := getg().m
	mp.locks++
	if itabTable.size == 0 {
		itabsinit()
	}
	m := *findItab(inter, typ)
	if m == nil {
		size := unsafe.Sizeof(itab{}) + uintptr(len(inter.mhdr)-1)*8
		m = (*itab)(persistentalloc(size, 8))
		m.inter = inter
		m._type = typ
		m.hash = typ.hash
		m.init()
		addItab(m)
	}
	mp.locks--
	return m
}

// init fills in the methods. If one is missing it gives its name and leaves fun[0] 0.
func (m *itab) init() string {
	inter, typ := m.inter, m._type
	u := typ.uncommon()
	pkg := resolveNameOff(u.pkgpath).name()
	first := unsafe.Pointer(nil)
	j, n := 0, int(u.mcount)
	for k := range inter.mhdr {
		want := &inter.mhdr[k]
		wname := resolveNameOff(want.name)
		wtype := resolveTypeOff(want.ityp)
		found := false
		for ; j < n && !found; j++ {
			have := u.method(j)
			hname := resolveNameOff(have.name)
			if resolveTypeOff(have.mtyp) != wtype || hname.name() != wname.name() {
				continue
			}
			if !hname.isExported() {
				// The same name in another package is another method.
				wpkg, hpkg := wname.pkgPath(), hname.pkgPath()
				if wpkg == "" {
					wpkg = inter.pkgpath.name()
				}
				if hpkg == "" {
					hpkg = pkg
				}
				if wpkg != hpkg {
					continue
				}
			}
			code := resolveTextOff(have.ifn)
			if k == 0 {
				first = code
			} else {
				*(*unsafe.Pointer)(add(unsafe.Pointer(&m.fun[0]), uintptr(k)*8)) = code
			}
			found = true
		}
		if !found {
			return wname.name()
		}
	}
	m.fun[0] = uintptr(first)
	return ""
}

// assertionError makes the value that a failed assertion panics with.
func assertionError(iface, concrete, asserted *_type, missing string) *TypeAssertionError {
	return &TypeAssertionError{
		(*uint8)(unsafe.Pointer(iface)),
		(*uint8)(unsafe.Pointer(concrete)),
		(*uint8)(unsafe.Pointer(asserted)),
		missing,
	}
}

// panicdottypeE ends x.(T) for an empty interface x that holds another type; have is nil if it
// holds nothing.
func panicdottypeE(have, want, iface *_type) {
	panic(assertionError(iface, have, want, ""))
}

func panicdottypeI(have *itab, want, iface *_type) {
	var t *_type
	if have != nil {
		t = have._type
	}
	panicdottypeE(t, want, iface)
}

func panicnildottype(want *_type) {
	panic(assertionError(nil, nil, want, ""))
}

// convI2I converts between interface types; nil stays nil.
func convI2I(inter *interfacetype, i iface) (r iface) {
	tab := i.tab
	if tab == nil {
		return
	}
	r.tab = tab
	r.data = i.data
	if tab.inter != inter {
		r.tab = getitab(inter, tab._type, false)
	}
	return
}

// assertI2I and assertE2I are x.(I).
func assertI2I(inter *interfacetype, i iface) (r iface) {
	tab := i.tab
	if tab == nil {
		panic(assertionError(nil, nil, &inter.typ, ""))
	}
	r.tab = tab
	r.data = i.data
	if tab.inter != inter {
		r.tab = getitab(inter, tab._type, false)
	}
	return
}

func assertE2I(inter *interfacetype, e eface) (r iface) {
	if e._type == nil {
		panic(assertionError(nil, nil, &inter.typ, ""))
	}
	r.tab = getitab(inter, e._type, false)
	r.data = e.data
	return
}

// assertI2I2 and assertE2I2 are v, ok = x.(I).
func assertI2I2(inter *interfacetype, i iface) (r iface, ok bool) {
	tab := i.tab
	if tab == nil {
		return
	}
	if tab.inter != inter {
		tab = getitab(inter, tab._type, true)
		if tab == nil {
			return
		}
	}
	r.tab = tab
	r.data = i.data
	ok = true
	return
}

func assertE2I2(inter *interfacetype, e eface) (r iface, ok bool) {
	if e._type == nil {
		return
	}
	tab := getitab(inter, e._type, true)
	if tab == nil {
		return
	}
	r.tab = tab
	r.data = e.data
	ok = true
	return
}

// Conversions of concrete values, which must lie in memory that nobody changes. Zero values
// share zeroVal.

func convT16(v uint16) unsafe.Pointer {
	if v == 0 {
		return unsafe.Pointer(&zeroVal[0])
	}
	p := mallocgc(2, nil, false)
	*(*uint16)(p) = v
	return p
}

func convT32(v uint32) unsafe.Pointer {
	if v == 0 {
		return unsafe.Pointer(&zeroVal[0])
	}
	p := mallocgc(4, nil, false)
	*(*uint32)(p) = v
	return p
}

func convT64(v uint64) unsafe.Pointer {
	if v == 0 {
		return unsafe.Pointer(&zeroVal[0])
	}
	p := mallocgc(8, nil, false)
	*(*uint64)(p) = v
	return p
}

func convTstring(v string) unsafe.Pointer {
	if v == "" {
		return unsafe.Pointer(&zeroVal[0])
	}
	p := new(string)
	*p = v
	return unsafe.Pointer(p)
}

func convTslice(v slice) unsafe.Pointer {
	if v.array == nil {
		return unsafe.Pointer(&zeroVal[0])
	}
	p := new(slice)
	*p = v
	return unsafe.Pointer(p)
}

// convT2E and the others copy a value of any type. The noptr forms know that it has no pointers.

func convT2E(t *_type, elem unsafe.Pointer) (e eface) {
	p := mallocgc(t.size, t, true)
	memmove(p, elem, t.size)
	e._type = t
	e.data = p
	return
}

func convT2Enoptr(t *_type, elem unsafe.Pointer) (e eface) {
	p := mallocgc(t.size, nil, false)
	memmove(p, elem, t.size)
	e._type = t
	e.data = p
	return
}

func convT2I(tab *itab, elem unsafe.Pointer) (i iface) {
	t := tab._type
	p := mallocgc(t.size, t, true)
	memmove(p, elem, t.size)
	i.tab = tab
	i.data = p
	return
}

func convT2Inoptr(tab *itab, elem unsafe.Pointer) (i iface) {
	t := tab._type
	p := mallocgc(t.size, nil, false)
	memmove(p, elem, t.size)
	i.tab = tab
	i.data = p
	return
}

// staticbytes holds every byte once: interfaces with a bool or a byte, and strings of one byte, point
// here.
var staticbytes = [256]byte{
	0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f,
	0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f,
	0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x2b, 0x2c, 0x2d, 0x2e, 0x2f,
	0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f,
	0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f,
	0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x5b, 0x5c, 0x5d, 0x5e, 0x5f,
	0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f,
	0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f,
	0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f,
	0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f,
	0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf,
	0xb0, 0xb1, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xbb, 0xbc, 0xbd, 0xbe, 0xbf,
	0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf,
	0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xde, 0xdf,
	0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xeb, 0xec, 0xed, 0xee, 0xef,
	0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff,
}
