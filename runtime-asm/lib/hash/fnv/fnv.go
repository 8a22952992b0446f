// Package fnv has the FNV-1 and FNV-1a hashes of Fowler, Noll and Vo.
package fnv

import (
	"hash"
	"math/bits"
)

type (
	sum32   uint32
	sum32a  uint32
	sum64   uint64
	sum64a  uint64
	sum128  [2]uint64
	sum128a [2]uint64
)

const (
	offset32     = 2166136261
	offset64     = 14695981039346656037
	offset128hi  = 0x6c62272e07bb0142
	offset128lo  = 0x62b821756295c58d
	prime32      = 16777619
	prime64      = 1099511628211
	prime128lo   = 0x13b
	prime128bits = 24 // of the high word
)

func New32() hash.Hash32 {
	s := sum32(offset32)
	return &s
}

func New32a() hash.Hash32 {
	s := sum32a(offset32)
	return &s
}

func New64() hash.Hash64 {
	s := sum64(offset64)
	return &s
}

func New64a() hash.Hash64 {
	s := sum64a(offset64)
	return &s
}

func New128() hash.Hash  { return &sum128{offset128hi, offset128lo} }
func New128a() hash.Hash { return &sum128a{offset128hi, offset128lo} }

func (s *sum32) Reset()   { *s = offset32 }
func (s *sum32a) Reset()  { *s = offset32 }
func (s *sum64) Reset()   { *s = offset64 }
func (s *sum64a) Reset()  { *s = offset64 }
func (s *sum128) Reset()  { *s = sum128{offset128hi, offset128lo} }
func (s *sum128a) Reset() { *s = sum128a{offset128hi, offset128lo} }

func (s *sum32) Sum32() uint32  { return uint32(*s) }
func (s *sum32a) Sum32() uint32 { return uint32(*s) }
func (s *sum64) Sum64() uint64  { return uint64(*s) }
func (s *sum64a) Sum64() uint64 { return uint64(*s) }

func (s *sum32) Write(data []byte) (int, error) {
	h := *s
	for _, c := range data {
		h *= prime32
		h ^= sum32(c)
	}
	*s = h
	return len(data), nil
}

func (s *sum32a) Write(data []byte) (int, error) {
	h := *s
	for _, c := range data {
		h ^= sum32a(c)
		h *= prime32
	}
	*s = h
	return len(data), nil
}

func (s *sum64) Write(data []byte) (int, error) {
	h := *s
	for _, c := range data {
		h *= prime64
		h ^= sum64(c)
	}
	*s = h
	return len(data), nil
}

func (s *sum64a) Write(data []byte) (int, error) {
	h := *s
	for _, c := range data {
		h ^= sum64a(c)
		h *= prime64
	}
	*s = h
	return len(data), nil
}

// times multiplies by the prime 2^88 + 0x13b.
func times(s *[2]uint64) {
	hi, lo := bits.Mul64(prime128lo, s[1])
	hi += s[1]<<prime128bits + prime128lo*s[0]
	s[0], s[1] = hi, lo
}

func (s *sum128) Write(data []byte) (int, error) {
	for _, c := range data {
		times((*[2]uint64)(s))
		s[1] ^= uint64(c)
	}
	return len(data), nil
}

func (s *sum128a) Write(data []byte) (int, error) {
	for _, c := range data {
		s[1] ^= uint64(c)
		times((*[2]uint64)(s))
	}
	return len(data), nil
}

func (s *sum32) Size() int   { return 4 }
func (s *sum32a) Size() int  { return 4 }
func (s *sum64) Size() int   { return 8 }
func (s *sum64a) Size() int  { return 8 }
func (s *sum128) Size() int  { return 16 }
func (s *sum128a) Size() int { return 16 }

func (s *sum32) BlockSize() int   { return 1 }
func (s *sum32a) BlockSize() int  { return 1 }
func (s *sum64) BlockSize() int   { return 1 }
func (s *sum64a) BlockSize() int  { return 1 }
func (s *sum128) BlockSize() int  { return 1 }
func (s *sum128a) BlockSize() int { return 1 }

// bigEndian appends the low n bytes of v.
func bigEndian(b []byte, v uint64, n uint) []byte {
	for n > 0 {
		n--
		b = append(b, byte(v>>(8*n)))
	}
	return b
}

func (s *sum32) Sum(in []byte) []byte   { return bigEndian(in, uint64(*s), 4) }
func (s *sum32a) Sum(in []byte) []byte  { return bigEndian(in, uint64(*s), 4) }
func (s *sum64) Sum(in []byte) []byte   { return bigEndian(in, uint64(*s), 8) }
func (s *sum64a) Sum(in []byte) []byte  { return bigEndian(in, uint64(*s), 8) }
func (s *sum128) Sum(in []byte) []byte  { return bigEndian(bigEndian(in, s[0], 8), s[1], 8) }
func (s *sum128a) Sum(in []byte) []byte { return bigEndian(bigEndian(in, s[0], 8), s[1], 8) }
