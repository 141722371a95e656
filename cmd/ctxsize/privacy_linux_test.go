package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/testtree"
)

// privateProject is a project in which every file whose name holds "private" has no reason to be read.
const privateProject = `
-- compose.yaml --
services:
  web:
    build: web
    env_file: private.env
  api:
    build: {context: ., dockerfile: api/Dockerfile, target: final}
-- private.env --
PASSWORD=hunter2
-- .env --
TAG=1
-- docker-bake.hcl --
target "default" { dockerfile = "api/Dockerfile" }
-- .github/workflows/ci.yml --
jobs: {build: {steps: [{run: docker build -f api/Dockerfile .}]}}
-- web/Dockerfile --
FROM node AS build
WORKDIR /app
COPY . .
RUN npm ci && npm run build
RUN sh scripts/release.sh
FROM nginx
COPY --from=build /app/dist /usr/share/nginx/html
-- web/.dockerignore --
**/*.log
-- web/package.json --
{"scripts": {"build": "node build.js"}}
-- web/package-lock.json --
{}
-- web/build.js --
require("child_process").execSync("git describe")
-- web/scripts/release.sh --
echo released
-- web/src/private.css --
body {}
-- web/node_modules/a/private.txt --
module.exports = 1
-- web/private.log --
GET /
-- web/docs/private.md --
# Notes
-- api/Dockerfile --
FROM python AS final
COPY api /api
RUN pip install -r /api/requirements.txt
CMD ["python", "/api/main.py"]
-- api/requirements.txt --
flask
-- api/main.py --
print(1)
-- api/private/customers.csv --
a,b
-- unrelated/private.py --
print(2)
-- unrelated/private.json --
{}
`

// systemFiles are files outside of the project that the program opens: those of the Go runtime, git's configuration, and the new text of
// an ignore file while it is written.
var systemFiles = regexp.MustCompile(`^/(?:proc/self/(?:maps|cgroup|mountinfo|limits|status)|proc/(?:stat|meminfo|sys/.*)|sys/(?:kernel/mm|devices/system|fs/cgroup)/.*|etc/(?:gitconfig|localtime)|(?:.*/)?ctxsize-edit-\d+(?:/new)?|usr/share/zoneinfo/.*|dev/null)$`)

// markerBytes is how much of a file is read to find markers, see SECURITY.md.
const markerBytes = 64

// TestPrivacy runs the program under strace: it reads contents only of files that SECURITY.md lists, nothing outside of the project but
// the runtime's and git's files, opens no socket, and starts no program.
func TestPrivacy(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("install strace, for instance with `apt-get install strace`")
	}
	executable := filepath.Join(t.TempDir(), "ctxsize")
	build := exec.Command("go", "build", "-o", executable, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	project := filepath.Join(dir, "project")
	testtree.Archive(t, project, privateProject)
	padPrivate(t, project)
	testtree.Write(t, dir, "outside/Dockerfile", []byte("FROM scratch\n"))
	for _, args := range [][]string{{"--compose", "--json"}, {"--bake", "--json"}, {"audit"}, {"suggest", "--write", "web"}, {"check", "web"}, {"why", "web", "--", "build.js"}} {
		log := filepath.Join(t.TempDir(), "log")
		cmd := exec.Command(strace, append([]string{"-ff", "-y", "-s", "0", "-e", "trace=open,openat,openat2,read,pread64,readv,mmap,execve,execveat,socket,connect,bind", "-o", log, executable}, args...)...)
		cmd.Dir, cmd.Env = project, []string{"HOME=" + dir, "PATH=" + os.Getenv("PATH")}
		if out, err := cmd.CombinedOutput(); err != nil && cmd.ProcessState.ExitCode() != 1 {
			t.Fatalf("%q: %v\n%s", args, err, out)
		}
		checkCalls(t, strings.Join(args, " "), threads(t, log), executable, project)
	}
}

// threads returns what strace wrote of all threads, one after the other: in one file, it would split calls that overlap.
func threads(t *testing.T, log string) string {
	t.Helper()
	files, err := filepath.Glob(log + ".*")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// padPrivate makes the files that must not be read longer than what is read to find markers.
func padPrivate(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.Contains(e.Name(), "private") {
			return err
		}
		return os.WriteFile(path, []byte(strings.Repeat("private ", 1000)), 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What strace prints of files: one that was opened, and bytes that were read from one.
var (
	openedFile = regexp.MustCompile(`^(?:open|openat|openat2)\(.*\) += \d+<([^>]+)>$`)
	readBytes  = regexp.MustCompile(`^(?:read|pread64|readv)\(\d+<([^>]+)>.*\) += (\d+)$`)
	program    = regexp.MustCompile(`^execve(?:at)?\(`)
	socket     = regexp.MustCompile(`^(?:socket|connect|bind)\(`)
)

// checkCalls checks what strace has recorded of one run.
func checkCalls(t *testing.T, command, log, executable, project string) {
	t.Helper()
	sizes := map[string]int{}
	programs := 0
	for line := range strings.Lines(log) {
		line = strings.TrimSpace(line)
		if program.MatchString(line) {
			programs++
		}
		if socket.MatchString(line) {
			t.Errorf("%s: opens a socket: %s", command, line)
		}
		if m := openedFile.FindStringSubmatch(line); m != nil && !inProject(m[1], project) && m[1] != executable && !systemFiles.MatchString(withoutProcess(m[1])) {
			t.Errorf("%s: opens %s, outside of the project", command, m[1])
		}
		if m := readBytes.FindStringSubmatch(line); m != nil {
			n, _ := strconv.Atoi(m[2])
			sizes[m[1]] += n
		}
	}
	if programs != 1 {
		t.Errorf("%s: %d programs were started, want ctxsize alone", command, programs)
	}
	read := 0
	for file, n := range sizes {
		if inProject(file, project) && n > markerBytes {
			read++
			// buildx bake reads the env_file of services, compose does so at run time only.
			baked := strings.HasPrefix(command, "--bake") && strings.HasSuffix(file, ".env")
			if strings.Contains(filepath.Base(file), "private") && !baked {
				t.Errorf("%s: reads %d bytes of %s, which no build and no suggestion depends on", command, n, file)
			}
		}
	}
	if read == 0 {
		t.Errorf("%s: strace saw no file of the project being read:\n%s", command, log)
	}
}

// inProject reports whether a file is in the project, or is the directory around it, where a repository could be.
func inProject(file, project string) bool {
	return file == project || strings.HasPrefix(file, project+"/") || strings.HasPrefix(project, strings.TrimSuffix(file, "/")+"/")
}

// processDirectory is the directory of a process in /proc.
var processDirectory = regexp.MustCompile(`^/proc/\d+/`)

func withoutProcess(file string) string {
	return processDirectory.ReplaceAllString(file, "/proc/self/")
}
