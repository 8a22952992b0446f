// Size classes: small objects are rounded up to one of 66 sizes.
//
// A span (mheap.go) is cut into objects of one size, so an allocation only has to find the class
// of its size, never a fitting hole. The sizes are those of Go 1.13, and they are visible: append
// gives a slice all of the memory that its class has, so cap() shows them (slice.go). They were
// chosen so that rounding up wastes at most one eighth, and so that the end of a span, too short
// for one more object, is at most one eighth of it.
package runtime

const (
	pageShift = 13
	pageSize  = 1 << pageShift // unit of spans, in bytes

	// Objects larger than this get a span of their own, rounded up to whole pages.
	maxSmallSize = 32768

	numSizeClasses = 67 // class 0 stands for objects with a span of their own
)

var class_to_size = [numSizeClasses]uint16{
	0, 8, 16, 32, 48, 64, 80, 96, 112, 128,
	144, 160, 176, 192, 208, 224, 240, 256, 288, 320,
	352, 384, 416, 448, 480, 512, 576, 640, 704, 768,
	896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688,
	3072, 3200, 3456, 4096, 4864, 5376, 6144, 6528, 6784, 6912,
	8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336, 16384, 18432,
	19072, 20480, 21760, 24576, 27264, 28672, 32768,
}

// The class of a small size is looked up, in steps of 8 bytes below 1024 and of 128 bytes above.
// sizeclassinit fills the tables.
var (
	size_to_class8   [1024/8 + 1]uint8
	size_to_class128 [(maxSmallSize-1024)/128 + 1]uint8
	class_to_pages   [numSizeClasses]uint8
)

func sizeclassinit() {
	class := uint8(0)
	for i := range size_to_class8 {
		for uintptr(class_to_size[class]) < uintptr(i)*8 {
			class++
		}
		size_to_class8[i] = class
	}
	for i := range size_to_class128 {
		for uintptr(class_to_size[class]) < 1024+uintptr(i)*128 {
			class++
		}
		size_to_class128[i] = class
	}
	// A span is the smallest number of pages of which at most one eighth is lost at the end.
	for c := 1; c < numSizeClasses; c++ {
		size, span := uintptr(class_to_size[c]), uintptr(pageSize)
		for span%size > span/8 {
			span += pageSize
		}
		class_to_pages[c] = uint8(span >> pageShift)
	}
}

// sizeClass gives the class of a size from 1 to maxSmallSize.
//
//go:nosplit
func sizeClass(size uintptr) uint8 {
	if size <= 1024-8 {
		return size_to_class8[(size+7)>>3]
	}
	return size_to_class128[(size-1024+127)>>7]
}

// roundupsize is the number of bytes that an allocation of size bytes really gets.
func roundupsize(size uintptr) uintptr {
	if size < maxSmallSize {
		return uintptr(class_to_size[sizeClass(size)])
	}
	if size+pageSize < size {
		return size
	}
	return alignUp(size, pageSize)
}
