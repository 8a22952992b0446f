// symtab.go: the function table that the linker makes, and what can be asked of it.
//
// The linker describes every function in a record of fixed size; records are in order of address, so
// that the one for a program counter is found by bisection. Whatever varies along a function's code
// (how deep SP is, file, line, stack map, expanded call) is a table of steps in pclntab:
//
//	change   how much the value differs from the one before, as a zigzag varint; the first value is -1 plus it
//	length   for how many bytes of code the value holds, as a varint
//
// A change of 0, except in the first step, ends the table. Texts are a varint length and the bytes.
package runtime

import "unsafe"

// moduledata is what the linker says about the program.
type moduledata struct {
	text, etext           uintptr
	types, etypes         uintptr
	rodata, erodata       uintptr
	noptrdata, enoptrdata uintptr
	data, edata           uintptr
	bss, ebss             uintptr
	noptrbss, enoptrbss   uintptr
	end                   uintptr
	gcdata, gcbss         uintptr
	functab               uintptr
	nfunctab              uintptr
	pclntab               uintptr
	npclntab              uintptr
	itabs                 uintptr
	nitabs                uintptr
}

// firstmoduledata is filled in by the linker.
var firstmoduledata moduledata

// funcRecord describes a function. Offsets of tables and texts count from pclntab, those of symbols from
// the start of read-only data; 0 is none.
type funcRecord struct {
	entry       uint32 // from the start of the text
	name        uint32
	args        int32 // bytes of arguments and results, -1 if unknown
	deferreturn uint32 // the last call of deferreturn, from the entry; 0: none
	pcsp        uint32
	pcfile      uint32
	pcline      uint32
	pcstackmap  uint32
	pcinline    uint32
	argsMap     uint32
	localsMap   uint32
	stackObjs   uint32
	inlineTree  uint32
	kind        uint8 // nonzero for functions that the linker knows by name
	flags       uint8
	_           uint16
}

const (
	funcWrapper  = 1 // made by the compiler around a method
	funcAssembly = 2
	funcTop      = 4 // nothing called it
)

// funcInfo is a function; the zero value is none.
type funcInfo struct {
	*funcRecord
}

func (f funcInfo) valid() bool {
	return f.funcRecord != nil
}

// start is the address of the function's first instruction.
func (f funcInfo) start() uintptr {
	return firstmoduledata.text + uintptr(f.funcRecord.entry)
}

func funcRecordAt(i uintptr) *funcRecord {
	return (*funcRecord)(unsafe.Pointer(firstmoduledata.functab + i*unsafe.Sizeof(funcRecord{})))
}

// findfunc is the function whose code contains pc.
func findfunc(pc uintptr) funcInfo {
	if pc < firstmoduledata.text || pc >= firstmoduledata.etext {
		return funcInfo{}
	}
	off := uint32(pc - firstmoduledata.text)
	lo, hi := uintptr(0), firstmoduledata.nfunctab
	for hi-lo > 1 {
		mid := (lo + hi) / 2
		if funcRecordAt(mid).entry <= off {
			lo = mid
		} else {
			hi = mid
		}
	}
	if hi == 0 {
		return funcInfo{}
	}
	return funcInfo{funcRecordAt(lo)}
}

// uvarint reads a varint; the address behind it comes back, too.
func uvarint(p uintptr) (v uint32, next uintptr) {
	for shift := uint32(0); ; shift += 7 {
		b := *(*uint8)(unsafe.Pointer(p))
		p++
		v |= uint32(b&0x7f) << (shift & 31)
		if b < 0x80 {
			return v, p
		}
	}
}

// pcvalue is a table's value at pc; -1 without table.
func pcvalue(f funcInfo, table uint32, pc uintptr) int32 {
	if table == 0 {
		return -1
	}
	p := firstmoduledata.pclntab + uintptr(table)
	at := f.start()
	value := int32(-1)
	for first := true; ; first = false {
		change, next := uvarint(p)
		if change == 0 && !first {
			return -1
		}
		length, behind := uvarint(next)
		p = behind
		value += int32(change>>1) ^ -int32(change&1)
		at += uintptr(length)
		if pc < at {
			return value
		}
	}
}

// tabString is the text at an offset of pclntab.
func tabString(off uint32) string {
	if off == 0 {
		return ""
	}
	n, p := uvarint(firstmoduledata.pclntab + uintptr(off))
	return *(*string)(unsafe.Pointer(&stringStruct{unsafe.Pointer(p), int(n)}))
}

func funcname(f funcInfo) string {
	if !f.valid() {
		return ""
	}
	return tabString(f.name)
}

// funcspdelta is how far SP lies below the return address at pc, in bytes.
func funcspdelta(f funcInfo, pc uintptr) int32 {
	if f.pcsp == 0 {
		return 0
	}
	return pcvalue(f, f.pcsp, pc)
}

// funcline is the source position of the instruction at pc.
func funcline(f funcInfo, pc uintptr) (file string, line int32) {
	if !f.valid() {
		return "?", 0
	}
	name := pcvalue(f, f.pcfile, pc)
	if name <= 0 {
		return "?", 0
	}
	file = tabString(uint32(name))
	if file == "" {
		file = "??" // a line directive without file
	}
	return file, pcvalue(f, f.pcline, pc)
}

// deferreturnOffset is where the function calls deferreturn for the last time; 0 if it never does.
func deferreturnOffset(f funcInfo) uintptr {
	return uintptr(f.deferreturn)
}

// isTopFrame tells whether nothing called the function.
func isTopFrame(f funcInfo) bool {
	return f.flags&funcTop != 0
}

// isWrapper tells whether the compiler made the function around a method; method values end in "-fm".
func isWrapper(f funcInfo) bool {
	name := funcname(f)
	n := len(name)
	return f.flags&funcWrapper != 0 || n > 3 && name[n-3:] == "-fm"
}

// stackMapIndex is the number of the stack map that holds at pc; negative if none does.
func stackMapIndex(f funcInfo, pc uintptr) int32 {
	return pcvalue(f, f.pcstackmap, pc)
}

// rodataAt is a symbol in read-only data.
func rodataAt(off uint32) unsafe.Pointer {
	if off == 0 {
		return nil
	}
	return unsafe.Pointer(firstmoduledata.rodata + uintptr(off))
}

func funcArgsMap(f funcInfo) unsafe.Pointer      { return rodataAt(f.argsMap) }
func funcLocalsMap(f funcInfo) unsafe.Pointer    { return rodataAt(f.localsMap) }
func funcStackObjects(f funcInfo) unsafe.Pointer { return rodataAt(f.stackObjs) }

// funcArgs is the size of arguments and results in bytes; negative if it is not known.
func funcArgs(f funcInfo) int32 {
	return f.args
}

// inlinedCall is a call that was expanded in place.
type inlinedCall struct {
	parent int32 // the expanded call that it lies in, -1: none
	callee uint32
	file   uint32 // of the call
	line   int32
}

// inlineIndex is the innermost expanded call that the instruction at pc comes from, -1 if there is none.
func inlineIndex(f funcInfo, pc uintptr) int32 {
	if f.inlineTree == 0 {
		return -1
	}
	return pcvalue(f, f.pcinline, pc)
}

func inlineCall(f funcInfo, i int32) (parent int32, callee string, file string, line int32) {
	tree := firstmoduledata.pclntab + uintptr(f.inlineTree)
	c := (*inlinedCall)(unsafe.Pointer(tree + uintptr(i)*unsafe.Sizeof(inlinedCall{})))
	return c.parent, tabString(c.callee), tabString(c.file), c.line
}
