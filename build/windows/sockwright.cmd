@echo off
rem Runs a command of Sockwright in a console: waits for it and hands on its output and exit code.
"%~dp0..\Sockwright.exe" %*
exit /b %ERRORLEVEL%
