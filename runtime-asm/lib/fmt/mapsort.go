// mapsort.go: maps print in the order of their keys: numbers and strings ascending, NaN first, false
// before true, addresses by value, structs and arrays by their first difference, interfaces by type
// and then by value.

package fmt

import "internal/rtype"

type entry struct {
	key, elem rtype.Value
}

func sortedEntries(m rtype.Value) []entry {
	entries := make([]entry, 0, m.Len())
	for it := m.MapRange(); it.Next(); {
		entries = append(entries, entry{it.Key(), it.Elem()})
	}
	mergeSort(entries, make([]entry, len(entries)))
	return entries
}

func mergeSort(a, tmp []entry) {
	if len(a) < 2 {
		return
	}
	m := len(a) / 2
	mergeSort(a[:m], tmp)
	mergeSort(a[m:], tmp)
	copy(tmp, a[:m])
	i, j, k := 0, m, 0
	for ; i < m && j < len(a); k++ {
		if compare(a[j].key, tmp[i].key) < 0 {
			a[k] = a[j]
			j++
		} else {
			a[k] = tmp[i]
			i++
		}
	}
	copy(a[k:], tmp[i:m])
}

func sign(less, greater bool) int {
	switch {
	case less:
		return -1
	case greater:
		return 1
	}
	return 0
}

func compareFloats(a, b float64) int {
	return sign(a < b || a != a && b == b, a > b || a == a && b != b)
}

// compare orders two keys of one map.
func compare(a, b rtype.Value) int {
	if a.Typ != b.Typ {
		return -1
	}
	switch a.Kind() {
	case rtype.Int, rtype.Int8, rtype.Int16, rtype.Int32, rtype.Int64:
		x, y := a.Int(), b.Int()
		return sign(x < y, x > y)
	case rtype.Uint, rtype.Uint8, rtype.Uint16, rtype.Uint32, rtype.Uint64, rtype.Uintptr:
		x, y := a.Uint(), b.Uint()
		return sign(x < y, x > y)
	case rtype.String:
		x, y := a.Str(), b.Str()
		return sign(x < y, x > y)
	case rtype.Float32, rtype.Float64:
		return compareFloats(a.Float(), b.Float())
	case rtype.Complex64, rtype.Complex128:
		x, y := a.Complex(), b.Complex()
		if c := compareFloats(real(x), real(y)); c != 0 {
			return c
		}
		return compareFloats(imag(x), imag(y))
	case rtype.Bool:
		x, y := a.Bool(), b.Bool()
		return sign(!x && y, x && !y)
	case rtype.Ptr, rtype.Chan, rtype.UnsafePointer:
		x, y := a.Pointer(), b.Pointer()
		return sign(x < y, x > y)
	case rtype.Struct:
		for i := 0; i < a.Typ.NumField(); i++ {
			if c := compare(a.Field(i), b.Field(i)); c != 0 {
				return c
			}
		}
		return 0
	case rtype.Array:
		for i := 0; i < a.Len(); i++ {
			if c := compare(a.Index(i), b.Index(i)); c != 0 {
				return c
			}
		}
		return 0
	case rtype.Interface:
		x, y := a.Elem(), b.Elem()
		switch {
		case !x.IsValid() || !y.IsValid():
			return sign(!x.IsValid() && y.IsValid(), x.IsValid() && !y.IsValid())
		case x.Typ != y.Typ:
			return sign(x.Typ.Address() < y.Typ.Address(), true)
		}
		return compare(x, y)
	}
	panic("bad type in compare: " + a.Typ.String())
}
