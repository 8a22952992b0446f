// value.go: storing into a Value. Its two words cannot change at once, so the type word holds an
// impossible value while the first store is under way; a later store changes the data word only.

package atomic

import "unsafe"

func (v *Value) Store(x interface{}) {
	if x == nil {
		panic("sync/atomic: store of nil value into Value")
	}
	to := (*ifaceWords)(unsafe.Pointer(v))
	from := (*ifaceWords)(unsafe.Pointer(&x))
	for {
		typ := LoadPointer(&to.typ)
		if typ == nil {
			if !CompareAndSwapPointer(&to.typ, nil, unsafe.Pointer(^uintptr(0))) {
				continue
			}
			StorePointer(&to.data, from.data)
			StorePointer(&to.typ, from.typ)
			return
		}
		if uintptr(typ) == ^uintptr(0) {
			continue
		}
		if typ != from.typ {
			panic("sync/atomic: store of inconsistently typed value into Value")
		}
		StorePointer(&to.data, from.data)
		return
	}
}
