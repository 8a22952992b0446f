// map.go: Map, a map under a lock. The fields read and misses of the description serve no purpose
// here: with one thread there is nobody to read while another one writes.

package sync

import "unsafe"

func (m *Map) Load(key interface{}) (value interface{}, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e, found := m.dirty[key]; found {
		return *(*interface{})(e.p), true
	}
	return nil, false
}

func (m *Map) Store(key, value interface{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.store(key, value)
}

func (m *Map) store(key, value interface{}) {
	if m.dirty == nil {
		m.dirty = make(map[interface{}]*entry)
	}
	m.dirty[key] = &entry{p: unsafe.Pointer(&value)}
}

func (m *Map) LoadOrStore(key, value interface{}) (actual interface{}, loaded bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e, found := m.dirty[key]; found {
		return *(*interface{})(e.p), true
	}
	m.store(key, value)
	return value, false
}

func (m *Map) Delete(key interface{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.dirty, key)
}

// Range calls f for what was in the map at the beginning, with the values of the moment.
func (m *Map) Range(f func(key, value interface{}) bool) {
	m.mu.Lock()
	keys := make([]interface{}, 0, len(m.dirty))
	for k := range m.dirty {
		keys = append(keys, k)
	}
	m.mu.Unlock()
	for _, k := range keys {
		if v, ok := m.Load(k); ok && !f(k, v) {
			return
		}
	}
}
