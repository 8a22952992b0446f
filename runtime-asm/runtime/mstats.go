// Statistics of the heap: runtime.ReadMemStats.
//
// The allocation fast path counts nothing. What was taken from a span is known when the span leaves
// the cache, what was freed when it is swept; so everything is put together when somebody asks.
package runtime

import _ "unsafe" // for go:linkname

// statistics are the counters that MemStats is made from.
type statistics struct {
	nmalloc        [numSizeClasses]uint64
	nfree          [numSizeClasses]uint64
	nlarge         uint64
	nlargeFree     uint64
	largeBytes     uint64
	largeFreeBytes uint64
	otherSys       uint64

	numGC      uint32
	numForced  uint32
	pauseTotal uint64
	lastGC     uint64
	pauseNs    [256]uint64
	pauseEnd   [256]uint64
}

var memstats statistics

func (s *statistics) pause(start, end int64) {
	i := s.numGC & 255
	s.numGC++
	s.pauseNs[i] = uint64(end - start)
	s.pauseTotal += uint64(end - start)
	sec, nsec := walltime()
	s.lastGC = uint64(sec)*1e9 + uint64(nsec)
	s.pauseEnd[i] = s.lastGC
}

// Where flushStats leaves what it found out on the system stack.
var statsNow statistics

// flushStats brings the counts up to date with the spans at hand.
func flushStats() {
	statsNow = memstats
	for sc := 0; sc < numSpanClasses; sc++ {
		if s := cache.alloc[sc]; s != &emptySpan {
			statsNow.nmalloc[sc>>1] += uint64(s.freeCount - s.unused())
		}
	}
}

// ReadMemStats fills m with statistics as of now.
func ReadMemStats(m *MemStats) {
	systemstack(flushStats)
	s := &statsNow
	*m = MemStats{}
	m.Mallocs = s.nlarge + cache.tinyAllocs
	m.Frees = s.nlargeFree + cache.tinyAllocs
	m.TotalAlloc = s.largeBytes
	freed := s.largeFreeBytes
	for c := 1; c < numSizeClasses; c++ {
		size := uint64(class_to_size[c])
		m.Mallocs += s.nmalloc[c]
		m.Frees += s.nfree[c]
		m.TotalAlloc += s.nmalloc[c] * size
		freed += s.nfree[c] * size
		if c < len(m.BySize) {
			m.BySize[c].Size = uint32(size)
			m.BySize[c].Mallocs = s.nmalloc[c]
			m.BySize[c].Frees = s.nfree[c]
		}
	}
	m.Alloc = m.TotalAlloc - freed
	m.HeapAlloc = m.Alloc
	m.HeapObjects = m.Mallocs - m.Frees
	h := &heap
	m.StackInuse = uint64(h.manualPages << pageShift)
	m.StackSys = m.StackInuse
	m.HeapSys = uint64(h.arenaUsed-h.arenaStart) - m.StackInuse
	m.HeapIdle = uint64(h.freePages << pageShift)
	m.HeapInuse = m.HeapSys - m.HeapIdle
	m.GCSys = uint64(h.arenaUsed-h.arenaStart) * 3 / 64
	m.OtherSys = s.otherSys
	m.Sys = m.HeapSys + m.StackSys + m.GCSys + m.OtherSys
	m.NextGC = uint64(gcc.trigger)
	m.LastGC = s.lastGC
	m.PauseTotalNs = s.pauseTotal
	m.PauseNs = s.pauseNs
	m.PauseEnd = s.pauseEnd
	m.NumGC = s.numGC
	m.NumForcedGC = s.numForced
	m.EnableGC = true
}

//go:linkname setGCPercent runtime/debug.setGCPercent
func setGCPercent(percent int32) int32 {
	if gcc.trigger == 0 {
		gcc.percent = readGOGC()
	}
	old := gcc.percent
	gcc.percent = int(percent)
	if percent < 0 {
		gcc.percent = -1
	}
	setTrigger(gcc.heapLive)
	return int32(old)
}
