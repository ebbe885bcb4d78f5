package relate

import "strings"

// known are interfaces of Go's library that others embed, with their methods
// as canonical writes them. All else that is not in the tree is unknown.
var known = readKnown(`
io#Reader Read([]uint8)(int,error)
io#Writer Write([]uint8)(int,error)
io#Closer Close()(error)
io#Seeker Seek(int64,int)(int64,error)
io#ReaderAt ReadAt([]uint8,int64)(int,error)
io#WriterAt WriteAt([]uint8,int64)(int,error)
io#ReaderFrom ReadFrom(io#Reader)(int64,error)
io#WriterTo WriteTo(io#Writer)(int64,error)
io#ByteReader ReadByte()(uint8,error)
io#ByteWriter WriteByte(uint8)(error)
io#StringWriter WriteString(string)(int,error)
io#ByteScanner io#ByteReader UnreadByte()(error)
io#ReadWriter io#Reader io#Writer
io#ReadCloser io#Reader io#Closer
io#WriteCloser io#Writer io#Closer
io#ReadSeeker io#Reader io#Seeker
io#WriteSeeker io#Writer io#Seeker
io#ReadWriteCloser io#Reader io#Writer io#Closer
io#ReadWriteSeeker io#Reader io#Writer io#Seeker
io#ReadSeekCloser io#Reader io#Seeker io#Closer
hash#Hash io#Writer Sum([]uint8)([]uint8) Reset()() Size()(int) BlockSize()(int)
hash#Hash32 hash#Hash Sum32()(uint32)
hash#Hash64 hash#Hash Sum64()(uint64)
sort#Interface Len()(int) Less(int,int)(bool) Swap(int,int)()
fmt#Stringer String()(string)
net/http#Handler ServeHTTP(net/http#ResponseWriter,net/http#Request)()
error Error()(string)
`)

// readKnown reads the table: a name, and its methods or what it embeds.
func readKnown(table string) map[string]map[string]string {
	all := map[string]map[string]string{}
	for row := range strings.Lines(table) {
		f := strings.Fields(row)
		if len(f) == 0 {
			continue
		}
		methods := map[string]string{}
		for _, part := range f[1:] {
			if i := strings.IndexByte(part, '('); i > 0 {
				methods[part[:i]] = part[i:]
				continue
			}
			for name, sig := range all[part] {
				methods[name] = sig
			}
		}
		all[f[0]] = methods
	}
	return all
}
