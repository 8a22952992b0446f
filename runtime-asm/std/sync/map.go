package sync

import (
	"sync/atomic"
	"unsafe"
)

type Map struct {
	mu     Mutex
	read   atomic.Value
	dirty  map[interface{}]*entry
	misses int
}

type entry struct {
	p unsafe.Pointer
}

//go9:esc m=heap key=none
func (m *Map) Load(key interface{}) (value interface{}, ok bool)

//go9:esc m=heap key=heap value=heap
func (m *Map) Store(key, value interface{})

//go9:esc m=heap key=heap value=heap
func (m *Map) LoadOrStore(key, value interface{}) (actual interface{}, loaded bool)

//go9:esc m=heap key=none
func (m *Map) Delete(key interface{})

//go9:esc m=heap f=none
func (m *Map) Range(f func(key, value interface{}) bool)
