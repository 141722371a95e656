package main

import (
	"fmt"
	"strings"
)

// initLines is the ignore file of docker init without its comments. It excludes no directory at the top.
const initLines = `**/.DS_Store
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
**/npm-debug.log
**/obj
**/secrets.dev.yaml
`

// ignoreFiles are lists of the kinds that are found in projects, by how many lines they have.
func ignoreFiles() map[int]string {
	var mixed, endings strings.Builder
	mixed.WriteString(initLines)
	for n := range 40 {
		fmt.Fprintf(&mixed, "**/name%d\n**/*.e%d\ndir%d/sub/*.txt\n", n, n, n)
	}
	mixed.WriteString("*.md\n!README.md\n.github\ndocs/**\n**/*.py[cod]\n**/test_*\n*.log\nbuild\ndist\ntmp/*\na/**/b\n!docs/keep\n**/*~\n.*\n")
	for n := range 169 {
		fmt.Fprintf(&endings, "**/*.x%d\n", n)
	}
	return map[int]string{24: initLines, 158: mixed.String(), 169: endings.String()}
}
