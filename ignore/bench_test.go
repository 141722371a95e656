package ignore

import (
	"fmt"
	"strings"
	"testing"
)

// dockerInit is the list that docker init writes, but for its comments.
const dockerInit = `**/.DS_Store
**/__pycache__
**/.venv
**/.classpath
**/.dockerignore
**/.env
**/.git
**/.gitignore
**/.project
**/.settings
**/.toolstarget
**/.vs
**/.vscode
**/*.*proj.user
**/*.dbmdl
**/*.jfm
**/bin
**/charts
**/docker-compose*
**/compose*
**/Dockerfile*
**/node_modules
**/npm-debug.log
**/obj
`

// manyLines gives 158 lines of the kinds that long files are made of.
func manyLines() string {
	var b strings.Builder
	for n := range 40 {
		fmt.Fprintf(&b, "**/name%d\n**/*.e%d\ndir%d/sub/*.txt\n", n, n, n)
	}
	b.WriteString(dockerInit)
	b.WriteString("*.md\n!README.md\n.github\ndocs/**\n**/*.py[cod]\n**/test_*\n*.log\nbuild\ndist\ntmp/*\na/**/b\n!docs/keep\n**/*~\n.*\n")
	return b.String()
}

var lists = map[string]string{
	"12":  "**/node_modules\n**/.git\n**/dist\n**/build\n**/coverage\n**/.env\n**/tmp\n**/.cache\n*.log\n**/target\n.vscode\nREADME.md\n",
	"24":  dockerInit,
	"158": manyLines(),
}

// npm are names as they occur below a node_modules that is sent.
var npm = [][]byte{[]byte("index.js"), []byte("package.json"), []byte("README.md"), []byte("LICENSE"), []byte("lib"), []byte("index.d.ts"), []byte("utils.js"),
	[]byte("constants.js.map"), []byte("CHANGELOG.md"), []byte("esm"), []byte("babel.config.js"), []byte("_baseIsEqual.js"), []byte("compat"), []byte(".npmignore"),
	[]byte("toString.js"), []byte("dist-types"), []byte("parser.min.js"), []byte("debug.js"), []byte("core"), []byte("browser.js")}

func BenchmarkDecide(b *testing.B) {
	for _, count := range []string{"12", "24", "158"} {
		lines, err := Parse([]byte(lists[count]), Options{})
		if err != nil {
			b.Fatal(err)
		}
		if fmt.Sprint(len(lines.All())) != count {
			b.Fatalf("%d lines, expected %s", len(lines.All()), count)
		}
		root := lines.Root()
		b.Run(count+"/root", func(b *testing.B) { decide(b, root) })
		below := root.Enter([]byte("packages")).Enter([]byte("lodash"))
		b.Run(count+"/below", func(b *testing.B) { decide(b, below) })
		b.Run(count+"/enter", func(b *testing.B) {
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				below.Enter(npm[n%len(npm)])
			}
		})
	}
}

func decide(b *testing.B, dir *Dir) {
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		dir.Match(npm[n%len(npm)])
	}
}

func BenchmarkParse(b *testing.B) {
	for _, count := range []string{"24", "158"} {
		b.Run(count, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse([]byte(lists[count]), Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
